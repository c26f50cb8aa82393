package main

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// The programs whose weight is taken.
const (
	withSDK = `package main

import (
	"context"
	"fmt"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

func main() {
	c, err := sftj.New()
	if err == nil {
		_, err = c.Resume(context.Background(), "ft-42")
	}
	fmt.Println(err)
}
`
	withStock = `package main

import "github.com/fireworks-sftj/sdk/gen/client"

func main() { _, _ = client.NewClientWithResponses("https://api.fireworks.ai") }
`
)

// weigh makes a program that imports the SDK and one that imports the stock client, and
// compares what they need.
func weigh(ctx context.Context, dir string, into *samples) error {
	root, err := filepath.Abs("../..")
	if err != nil {
		return err
	}
	modules, size, err := weight(ctx, filepath.Join(dir, "sdk"), root, withSDK)
	if err != nil {
		return err
	}
	stock, _, err := weight(ctx, filepath.Join(dir, "stock"), root, withStock)
	if err != nil {
		return err
	}
	maps.DeleteFunc(modules, func(m string, _ bool) bool { return stock[m] })
	into.add(key{"importer", "api/sftj", "modules"}, float64(len(modules)))
	into.add(key{"importer", "api/sftj", "MB"}, float64(size)/1e6)
	return nil
}

// weight builds a program in a module of its own and returns the modules that its go.sum
// names, and its size in bytes.
func weight(ctx context.Context, dir, root, program string) (modules map[string]bool, size int64, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, 0, err
	}
	for name, text := range map[string]string{
		"go.mod":  "module example.org/importer\n\ngo 1.26.0\n\nreplace github.com/fireworks-sftj/sdk => " + root + "\n",
		"main.go": program,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, 0, err
		}
	}
	for _, args := range [][]string{{"mod", "tidy"}, {"build", "-o", "program", "."}} {
		if _, err := output(ctx, dir, "go", args...); err != nil {
			return nil, 0, err
		}
	}
	sums, err := os.ReadFile(filepath.Join(dir, "go.sum"))
	if err != nil {
		return nil, 0, err
	}
	modules = make(map[string]bool)
	for line := range strings.Lines(string(sums)) {
		name, _, _ := strings.Cut(line, " ")
		modules[name] = true
	}
	info, err := os.Stat(filepath.Join(dir, "program"))
	if err != nil {
		return nil, 0, err
	}
	return modules, info.Size(), nil
}
