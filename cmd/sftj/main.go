// Command sftj resumes supervised fine-tuning jobs at Fireworks AI, watches them, and
// judges what the service says by the contract. It is not the vendor's software.
package main

import "github.com/fireworks-sftj/sdk/internal/cli"

func main() { cli.Main() }
