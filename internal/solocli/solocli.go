// Package solocli is the command line of cairn-solo: Cairn and the Temporal server in one process.
package solocli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/cli"
	"cairn/internal/config"
	"cairn/internal/demo"
	"cairn/internal/errs"
	"cairn/internal/solo"
)

// defaultData is where `serve` keeps its files, and where the other commands look for its database.
const defaultData = "cairn-data"

// Main executes the program with the process's arguments and returns its exit code.
func Main() int {
	if !databaseChosen() {
		_ = os.Setenv("CAIRN_DATABASE", databaseIn(defaultData)) // fails only for a name that is none
	}
	return cli.Main(root())
}

// databaseChosen reports whether the environment names a database.
func databaseChosen() bool {
	_, named := os.LookupEnv("CAIRN_DATABASE")
	_, inFile := os.LookupEnv("CAIRN_DATABASE_FILE")
	return named || inFile
}

func databaseIn(data string) string { return "sqlite:" + filepath.Join(data, "cairn.db") }

func root() *cobra.Command {
	root := cli.Root("cairn-solo", "Cairn in one process, for a demo, an evaluation or a small team")
	root.AddCommand(demoCommand(), serveCommand(), temporalCommand())
	return root
}

func demoCommand() *cobra.Command {
	var s demo.Settings
	cmd := &cobra.Command{
		Use: "demo", Short: "Try everything with a simulated Slack workspace", Args: cobra.NoArgs,
		Long: `Start Temporal, the database, the bot and a simulated Slack workspace in one process, with a made-up
organisation that has four quarters behind it and a cycle just opened. Open the printed page in a browser,
choose who to be, answer questions, and skip time to see reminders, the close and the digest.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s.Out = cmd.OutOrStdout()
			c, err := config.FromEnv(os.LookupEnv)
			if err != nil {
				return err
			}
			s.Log = c.Logger()
			return demo.Run(cmd.Context(), s)
		},
	}
	cmd.Flags().StringVar(&s.Addr, "addr", "127.0.0.1:8465", "where the page is served")
	cmd.Flags().StringVar(&s.Data, "data", "", "directory to keep the demo in; without it nothing is kept")
	cmd.Flags().BoolVar(&s.Socket, "socket", false, "connect the bot to the simulated workspace by Socket Mode instead of HTTP")
	cmd.Flags().StringVar(&s.RecordFile, "record", "", "file that gets every Slack call and callback as a JSON line")
	cmd.Flags().BoolVar(&s.Autoplay, "autoplay", false, "play the owners, so that a whole quarter happens by itself")
	return cmd
}

func serveCommand() *cobra.Command {
	var data string
	cmd := &cobra.Command{
		Use: "serve", Short: "Serve a real workspace from one process", Args: cobra.NoArgs,
		Long: `Take Slack's requests and run the processes in one process, with Temporal embedded and both databases in
SQLite files below --data. Meant for a small team and for evaluation: one process, one disk, no replica.`,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			c, err := config.FromEnv(os.LookupEnv)
			if err != nil {
				return err
			}
			if c.Database == databaseIn(defaultData) { // nobody named another
				c.Database = databaseIn(data)
			}
			if err := writable(data); err != nil {
				return err
			}
			if err := app.Preflight(cmd.Context(), c); err != nil {
				return err
			}
			release, err := lockFacts(c.Database)
			if err != nil {
				return err
			}
			defer release()
			log := c.Logger()
			server, err := solo.Start(cmd.Context(), solo.Options{File: filepath.Join(data, "temporal.db"), Durable: true, Logger: log})
			if err != nil {
				return err
			}
			defer server.Stop()
			return cli.RunApp(cmd, app.Options{
				Config: c, Temporal: server.ClientOptions(), Log: log, Intake: true, Worker: true, Migrate: true,
			})
		},
	}
	cmd.Flags().StringVar(&data, "data", defaultData, "directory for the database files")
	return cmd
}

// room is how much space must be free to start, in bytes: the databases grow by that at once.
const room = 1 << 20

// writable makes the data directory where it is missing, and fails with a sentence when nothing can be written there.
func writable(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return errs.New(errs.Invalid, "The data directory cannot be made: %v.", err)
	}
	probe, err := os.CreateTemp(data, ".room-*")
	if err != nil {
		return errs.New(errs.Invalid, "The data directory %s cannot be written to: %v.", data, err)
	}
	_, err = probe.Write(make([]byte, room))
	if err := errors.Join(err, probe.Close(), os.Remove(probe.Name())); err != nil {
		return errs.New(errs.Unavailable, "The data directory %s has no space left (%v). Free some and start again.", data, err)
	}
	return nil
}

// lockFacts keeps a second process of this kind off a database file: both would run the same processes, each on a Temporal server
// of its own.
func lockFacts(database string) (release func(), err error) {
	file, isFile := strings.CutPrefix(database, "sqlite:")
	if !isFile || file == ":memory:" {
		return func() {}, nil
	}
	if release, err = solo.Lock("the database", file); err != nil {
		return nil, errs.New(errs.Unavailable, "%s.", strings.ToUpper(err.Error()[:1])+err.Error()[1:])
	}
	return release, nil
}

func temporalCommand() *cobra.Command {
	var o solo.Options
	var env string
	cmd := &cobra.Command{
		Use: "temporal", Short: "Run the Temporal server alone, for development", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			server, err := solo.Start(cmd.Context(), o)
			if err != nil {
				return err
			}
			defer server.Stop()
			if env != "" {
				variables, err := server.WriteClientEnv(env)
				if err != nil {
					return err
				}
				for _, v := range variables {
					fmt.Fprintln(cmd.OutOrStdout(), v)
				}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "ready %s\n", server.HostPort())
			<-cmd.Context().Done()
			return nil
		},
	}
	cmd.Flags().StringVar(&o.File, "file", "", "SQLite file; a temporary one without it")
	cmd.Flags().IntVar(&o.FrontendPort, "port", 7233, "port on the loopback interface; 0 for a free one")
	cmd.Flags().BoolVar(&o.Insecure, "insecure", false, "no TLS, for Temporal's own tools: any user of this machine may then read and change everything")
	cmd.Flags().BoolVar(&o.Durable, "durable", true, "wait for the disk on every commit")
	cmd.Flags().StringVar(&env, "client-env", "", "directory to write client certificates into; prints the variables that other programs need")
	return cmd
}
