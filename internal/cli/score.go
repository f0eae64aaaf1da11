package cli

import (
	"io"

	"github.com/spf13/cobra"

	"cairn/internal/maturity"
)

// nextActions is how many steps of the roadmap a score proposes.
const nextActions = 5

func scoreCommand() *cobra.Command {
	model, file, format := named("MODEL", "lawlor"), named("FILE", ""), oneOf("text", "json")
	cmd := &cobra.Command{
		Use: "score --answers FILE", Short: "Score a file of answers", Args: nothing,
		Long: `Score a file of answers by a model's own rule. Nothing is stored and nothing is sent. This works offline, but for a
model that was imported, which is looked up in the database.

The file is CSV with the columns item and value, with or without that header, or YAML that maps each item
to a value. An item that is left out is unanswered: its category then stands at least or at most somewhere.
A bad file gives a line for each fault, with file and line, and exit code 2.`,
		Example: `  cairn score --model lawlor --answers answers.csv
  cairn score --model lawlor --answers answers.yaml --format json`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withModel(cmd, model.value, func(m *maturity.Model) error {
				return score(cmd, m, file.value, format.value)
			})
		},
	}
	cmd.Flags().Var(model, "model", "the model, by id or short name; \"cairn model list\" lists them")
	cmd.Flags().Var(file, "answers", "file of answers, CSV or YAML; - reads standard input")
	cmd.Flags().Var(format, "format", "how to print the result")
	must(cmd, "answers")
	completeFlag(cmd, "model", completeModels)
	completeFlag(cmd, "answers", files("csv", "yaml", "yml"))
	completeFlag(cmd, "format", format.complete)
	return cmd
}

// score reads a file of answers to a model and prints what comes of them.
func score(cmd *cobra.Command, m *maturity.Model, file, format string) error {
	data, err := readFile(cmd, file)
	if err != nil {
		return err
	}
	answers, faults := maturity.ReadAnswers(m, data, file)
	if len(faults) > 0 {
		return faultsError(faults)
	}
	result, err := m.Score(answers)
	if err != nil {
		return err
	}
	next := m.NextActions(result, nextActions)
	if format == "json" {
		out, err := maturity.RenderJSON(result, next)
		if err != nil {
			return err
		}
		_, err = cmd.OutOrStdout().Write(out)
		return err
	}
	_, err = io.WriteString(cmd.OutOrStdout(), maturity.RenderText(m, result, next))
	return err
}
