package repotest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"cairn/internal/cli"
	"cairn/internal/config"
)

const containers = root + "/deploy/container"

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheImagesAreBuiltWithTheGoOfTheModuleFromWhatIsThere(t *testing.T) {
	t.Parallel()
	dockerfile := contents(t, filepath.Join(containers, "Dockerfile"))
	want := regexp.MustCompile(`(?m)^go (\S+)$`).FindStringSubmatch(contents(t, filepath.Join(root, "go.mod")))
	if got := regexp.MustCompile(`FROM golang:(\S+) `).FindStringSubmatch(dockerfile); got == nil || want == nil || got[1] != want[1] {
		t.Errorf("the images are built with Go %v, the module asks for %v", got, want)
	}
	built := regexp.MustCompile(`go build .*(\./cmd/\S+)`).FindAllStringSubmatch(dockerfile, -1)
	if len(built) != 2 {
		t.Errorf("%d programs are built, not two", len(built))
	}
	for _, found := range built {
		if _, err := os.Stat(filepath.Join(root, found[1], "main.go")); err != nil {
			t.Error(err)
		}
		if program := contents(t, filepath.Join(root, found[1], "main.go")); !strings.Contains(program, `"time/tzdata"`) {
			t.Errorf("%s has no time zones in it, and an empty image has none either", found[1])
		}
	}
	for _, line := range regexp.MustCompile(`(?m)^(?:HEALTHCHECK .*CMD|CMD) (\[.*\])$`).FindAllStringSubmatch(dockerfile, -1) {
		var words []string
		if err := yaml.Unmarshal([]byte(line[1]), &words); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(words[0], "/") {
			words = words[1:]
		}
		if err := accepts(soloProgram(t), words); err != nil {
			t.Errorf("%v: %v", words, err)
		}
	}
}

func TestTheComposeFileNamesCommandsVariablesAndSecretsThatAreThere(t *testing.T) {
	t.Parallel()
	type service struct {
		Image       string
		Command     []string
		Environment map[string]string
		Secrets     []string
		Healthcheck struct{ Test []string }
		Build       struct{ Context, Dockerfile, Target string }
	}
	var file struct {
		Services map[string]service
		Secrets  map[string]any
	}
	if err := yaml.Unmarshal([]byte(contents(t, filepath.Join(containers, "compose.yaml"))), &file); err != nil {
		t.Fatal(err)
	}
	read := make(map[string]bool)
	if _, err := config.FromEnv(func(name string) (string, bool) { read[name] = true; return "", false }); err != nil {
		t.Fatal(err)
	}
	ours := 0
	for name, s := range file.Services {
		for _, secret := range s.Secrets {
			if _, ok := file.Secrets[secret]; !ok {
				t.Errorf("%s: there is no secret %s", name, secret)
			}
		}
		if s.Image != "cairn" {
			continue
		}
		ours++
		if !strings.Contains(contents(t, filepath.Join(containers, s.Build.Context, s.Build.Dockerfile)), " AS "+s.Build.Target+"\n") {
			t.Errorf("%s: the Dockerfile has no target %s", name, s.Build.Target)
		}
		commands := [][]string{s.Command}
		if probe := s.Healthcheck.Test; len(probe) > 1 {
			commands = append(commands, probe[2:])
		}
		for _, words := range commands {
			if err := accepts(cli.Production(), words); err != nil || len(words) == 0 {
				t.Errorf("%s: %v: %v", name, words, err)
			}
		}
		for variable, value := range s.Environment {
			if !read[variable] && !strings.HasPrefix(variable, "TEMPORAL_") {
				t.Errorf("%s: nothing reads %s", name, variable)
			}
			if secret, ok := strings.CutPrefix(value, "/run/secrets/"); ok && !slices.Contains(s.Secrets, secret) {
				t.Errorf("%s: %s names a secret that it is not given", name, variable)
			}
		}
	}
	if ours != 3 {
		t.Errorf("%d services run Cairn, not migrate, serve and worker", ours)
	}
}
