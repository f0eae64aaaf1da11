package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"cairn/internal/app"
	"cairn/internal/config"
)

func migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use: "migrate", Short: "Bring the database to this version's schema", Args: nothing,
		Long: `Bring the database that CAIRN_DATABASE names to this version's schema. A SQLite file is made when it is
missing. Run it before the first start and after every upgrade; running it again changes nothing. A database of a
newer Cairn is refused and left as it is.`,
		Example: `  cairn migrate
  CAIRN_DATABASE=postgres://cairn@db.example/cairn cairn migrate`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := config.FromEnv(os.LookupEnv)
			if err != nil {
				return err
			}
			applied, err := app.Migrate(cmd.Context(), c)
			for _, name := range applied {
				fmt.Fprintln(cmd.OutOrStdout(), "Applied", name)
			}
			if err == nil && len(applied) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "The schema is up to date.")
			}
			return err
		},
	}
}
