package main

import "github.com/spf13/cobra"

func (a *app) getCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "get JOB",
		Short: "Show a job",
		Long: `Shows a job. With -o json it is what the service sent, byte for byte, fields that are
not in the contract included; keys and signed links are masked unless --show-secrets.`,
		Example: `  sftj get yibuk7xq
  sftj get yibuk7xq -o json | jq .jobProgress`,
		Args:              oneJob,
		ValidArgsFunction: only(a.completeJobs(anyState)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.checkOutput(); err != nil {
				return err
			}
			c, err := a.client()
			if err != nil {
				return err
			}
			job, err := c.Get(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.printJob(job)
		},
	}
}
