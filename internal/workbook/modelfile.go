package workbook

import "go.yaml.in/yaml/v3"

// The model file as it is written: the part of the format that a workbook can fill.
type (
	modelFile struct {
		Format       int              `yaml:"format"`
		Publisher    string           `yaml:"publisher"`
		Name         string           `yaml:"name"`
		Version      quoted           `yaml:"version"`
		Aliases      []string         `yaml:"aliases,omitempty,flow"`
		Title        string           `yaml:"title"`
		Summary      string           `yaml:"summary"`
		Licence      string           `yaml:"licence"`
		Source       sourceFile       `yaml:"source"`
		Levels       []levelFile      `yaml:"levels"`
		AnswerSets   []answerSetFile  `yaml:"answer_sets"`
		Tags         []tagFile        `yaml:"tags,omitempty"`
		Groups       []groupFile      `yaml:"groups"`
		Scoring      scoringFile      `yaml:"scoring"`
		Dependencies []dependencyFile `yaml:"dependencies,omitempty"`
	}
	sourceFile struct {
		Title  string `yaml:"title"`
		Author string `yaml:"author"`
		URL    string `yaml:"url,omitempty"`
		Note   string `yaml:"note,omitempty"`
	}
	levelFile struct {
		Number  int    `yaml:"number"`
		Name    string `yaml:"name"`
		Summary string `yaml:"summary"`
	}
	answerSetFile struct {
		ID                 string       `yaml:"id"`
		AllowNotApplicable bool         `yaml:"allow_not_applicable,omitempty"`
		Options            []optionFile `yaml:"options"`
	}
	optionFile struct {
		Value   string `yaml:"value"`
		Label   string `yaml:"label"`
		Meaning string `yaml:"meaning,omitempty"`
	}
	tagFile struct {
		ID      string `yaml:"id"`
		Name    string `yaml:"name"`
		Summary string `yaml:"summary,omitempty"`
	}
	groupFile struct {
		ID          string           `yaml:"id"`
		Kind        string           `yaml:"kind"`
		Short       string           `yaml:"short,omitempty"`
		Name        string           `yaml:"name"`
		Summary     string           `yaml:"summary,omitempty"`
		Descriptors []descriptorFile `yaml:"descriptors,omitempty"`
		Items       []itemFile       `yaml:"items,omitempty"`
		Groups      []groupFile      `yaml:"groups,omitempty"`
	}
	descriptorFile struct {
		Level  int      `yaml:"level"`
		Text   string   `yaml:"text,omitempty"`
		Points []string `yaml:"points,omitempty"`
	}
	itemFile struct {
		ID          string        `yaml:"id"`
		Kind        string        `yaml:"kind"`
		Level       int           `yaml:"level"`
		Name        string        `yaml:"name"`
		Text        string        `yaml:"text"`
		Help        string        `yaml:"help,omitempty"`
		Applies     []string      `yaml:"applies,omitempty,flow"`
		Mode        string        `yaml:"mode,omitempty"`
		Mappings    []mappingFile `yaml:"mappings,omitempty"`
		Rationale   string        `yaml:"rationale,omitempty"`
		Description string        `yaml:"description,omitempty"`
		Evidence    []string      `yaml:"evidence,omitempty"`
	}
	mappingFile struct {
		Framework string   `yaml:"framework"`
		Version   quoted   `yaml:"version"`
		IDs       []quoted `yaml:"ids,flow"`
	}
	scoringFile struct {
		Method  string `yaml:"method"`
		Overall string `yaml:"overall"`
	}
	dependencyFile struct {
		Category string `yaml:"category"`
		Level    int    `yaml:"level"`
		On       string `yaml:"on"`
		OnLevel  int    `yaml:"on_level"`
		Note     string `yaml:"note,omitempty"`
	}
)

// quoted is a text that YAML might take for a number or a date.
type quoted string

// MarshalYAML implements yaml.Marshaler.
func (q quoted) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: string(q)}, nil
}
