package workbook

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"cairn/internal/crosswalk"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

// form is the embedded model that gives an imported one what a workbook does not say.
const form = "cairn/aismm-objectives"

// Limits of the model format.
const (
	maxNameLength = 75
	maxTextLength = 4000
)

// finish checks what was read as a whole and makes the model of it.
func (in *reading) finish() (Import, error) {
	shape, err := maturity.Find(form)
	if err != nil {
		return Import{}, err
	}
	in.report.Model = in.publisher + "/" + in.name + "@" + in.version
	in.checkWhole(shape)
	file := in.compose(shape)
	out := Import{Report: in.report}
	if len(in.report.Problems) > 0 {
		return out, nil
	}
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(file); err != nil {
		return Import{}, fmt.Errorf("workbook: write the model: %w", err)
	}
	name := in.name + "-" + in.version + ".yaml"
	m, err := maturity.Load(text.Bytes(), name)
	if err != nil {
		for _, fault := range strings.Split(errs.Message(err), "\n") {
			in.problem("The model that this makes is faulty. %s", fault)
		}
		return Import{Report: in.report}, nil
	}
	out.Model, out.File = m, text.Bytes()
	return out, nil
}

// checkWhole fills in the counts of the report, and says what is missing.
func (in *reading) checkWhole(shape *maturity.Model) {
	numbers := map[string]map[int][]int{}
	known := map[string]bool{}
	for _, id := range slices.SortedFunc(maps.Keys(in.objectives), inOrder(shape)) {
		o := in.objectives[id]
		switch {
		case !o.inBook:
			in.report.OnlyInDetails = append(in.report.OnlyInDetails, id.String())
			continue
		case len(in.report.Sources) > 1 && !o.inDocs:
			in.report.OnlyInWorkbook = append(in.report.OnlyInWorkbook, id.String())
		}
		known[id.category] = true
		if numbers[id.category] == nil {
			numbers[id.category] = map[int][]int{}
		}
		numbers[id.category][id.level] = append(numbers[id.category][id.level], id.number)
	}
	if len(known) == 0 {
		in.problem("%s has no table of objectives. Looked for ids such as MOD-03.1 below a row with at least three headers, such as Control ID, Maturity Level and Control Objective.", in.options.Book)
		return
	}
	for _, c := range shape.Categories() {
		line := Count{Category: c.ID, Name: c.Name, Levels: map[int]int{}, Described: len(in.grid[c.ID])}
		for level := 2; level <= len(levelNames); level++ {
			have := numbers[c.ID][level]
			line.Levels[level] = len(have)
			switch {
			case len(have) == 0 && known[c.ID]:
				in.report.Gaps = append(in.report.Gaps, fmt.Sprintf("%s has no objective on level %d.", c.ID, level))
			case len(have) > 0 && slices.Max(have) != len(have):
				in.report.Gaps = append(in.report.Gaps, fmt.Sprintf("%s on level %d is numbered with a gap: %s.", c.ID, level, joinInts(have)))
			}
		}
		in.report.Counts = append(in.report.Counts, line)
		if !known[c.ID] {
			in.problem("There is no objective of %s (%s). The workbook may be incomplete.", c.ID, c.Name)
		}
		if n := len(in.grid[c.ID]); n > 0 && n < len(levelNames) {
			in.report.Gaps = append(in.report.Gaps, fmt.Sprintf("The grid describes %s on %d of %d levels; its descriptions are left out.", c.ID, n, len(levelNames)))
		}
	}
	if len(in.grid) == 0 {
		in.report.Gaps = append(in.report.Gaps, "There is no grid that describes the categories on each level; quick assessments need one.")
	}
}

func joinInts(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = fmt.Sprint(n)
	}
	return strings.Join(texts, ", ")
}

// inOrder orders ids as the model does: by category, level and number.
func inOrder(shape *maturity.Model) func(a, b objectiveID) int {
	rank := map[string]int{}
	for i, c := range shape.Categories() {
		rank[c.ID] = i
	}
	return func(a, b objectiveID) int {
		if a.category != b.category {
			return rank[a.category] - rank[b.category]
		}
		return a.compare(b)
	}
}

func (in *reading) compose(shape *maturity.Model) modelFile {
	title := fmt.Sprintf("CSA AI Security Maturity Model (AISMM) %s, imported", in.version)
	file := modelFile{
		Format: 1, Publisher: in.publisher, Name: in.name, Version: quoted(in.version), Title: title,
		Summary: "Imported from a workbook. Each category is reached level by level: a level counts when every applicable objective of it and of the levels below is in place. There is no single number for the whole; read the profile.",
		Licence: "The words of the objectives and of the grid are their publisher's and are here for your own use. Do not pass them on; the Cloud Security Alliance does not allow its texts to be redistributed or changed. Names of levels and categories are facts; what is said about them otherwise is Cairn's.",
		Source: sourceFile{
			Title: "CSA AI Security Maturity Model (AISMM) " + in.version, Author: "Cloud Security Alliance",
			URL: "https://cloudsecurityalliance.org/artifacts/ai-security-maturity-model", Note: in.provenance(),
		},
		Scoring: scoringFile{Method: maturity.MethodCumulative, Overall: maturity.RuleNone},
	}
	if in.publisher == "csa" {
		file.Aliases = []string{"csa-" + in.name}
	} else {
		file.Title = fmt.Sprintf("%s/%s %s, imported", in.publisher, in.name, in.version)
	}
	for _, l := range shape.Levels {
		file.Levels = append(file.Levels, levelFile{l.Number, l.Name, l.Summary})
	}
	for _, s := range shape.AnswerSets {
		set := answerSetFile{ID: s.ID, AllowNotApplicable: s.AllowNotApplicable}
		for _, o := range s.Options {
			set.Options = append(set.Options, optionFile{o.Value, o.Label, o.Meaning})
		}
		file.AnswerSets = append(file.AnswerSets, set)
	}
	for _, t := range shape.Tags {
		file.Tags = append(file.Tags, tagFile{t.ID, t.Name, t.Summary})
	}
	file.Groups = in.groups(shape.Groups, in.items(shape))
	for _, d := range in.dependencies {
		file.Dependencies = append(file.Dependencies, dependencyFile{d.Category, d.Level, d.On, d.OnLevel, d.Note})
	}
	return file
}

// provenance says in the model itself what it was made from.
func (in *reading) provenance() string {
	var hashes []string
	for _, s := range in.report.Sources {
		hashes = append(hashes, s.SHA256)
	}
	return "Made by Cairn from files with these SHA-256 hashes: " + strings.Join(hashes, ", ") + "."
}

func (in *reading) groups(shape []maturity.Group, items map[string][]itemFile) []groupFile {
	var out []groupFile
	for _, g := range shape {
		file := groupFile{ID: g.ID, Kind: g.Kind, Short: g.Short, Name: g.Name, Summary: g.Summary}
		if g.Kind == maturity.KindCategory {
			file.Items = items[g.ID]
			if grid := in.grid[g.ID]; len(grid) == len(levelNames) {
				for level := 1; level <= len(levelNames); level++ {
					file.Descriptors = append(file.Descriptors, in.descriptor(g.ID, level, grid[level]))
				}
			}
		} else {
			file.Groups = in.groups(g.Groups, items)
		}
		out = append(out, file)
	}
	return out
}

// descriptor splits a cell of the grid into what stands before its list and the points of the list.
func (in *reading) descriptor(category string, level int, text string) descriptorFile {
	d := descriptorFile{Level: level}
	var before []string
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case bullet.MatchString(line):
			d.Points = append(d.Points, bullet.ReplaceAllString(line, ""))
		case len(d.Points) > 0:
			d.Points[len(d.Points)-1] += " " + line
		default:
			before = append(before, line)
		}
	}
	d.Text = strings.Join(before, " ")
	for _, part := range append([]string{d.Text}, d.Points...) {
		in.fits(part, fmt.Sprintf("The description of %s on level %d", category, level))
	}
	return d
}

func (in *reading) fits(text, what string) {
	if n := len([]rune(text)); n > maxTextLength {
		in.problem("%s has %d characters; at most %d are kept. Shorten it in your copy.", what, n, maxTextLength)
	}
}

func (in *reading) items(shape *maturity.Model) map[string][]itemFile {
	out := map[string][]itemFile{}
	for _, id := range slices.SortedFunc(maps.Keys(in.objectives), inOrder(shape)) {
		if o := in.objectives[id]; o.inBook {
			out[id.category] = append(out[id.category], in.item(o))
		}
	}
	return out
}

func (in *reading) item(o *objective) itemFile {
	it := itemFile{
		ID: o.id.String(), Kind: maturity.KindObjective, Level: o.id.level,
		Name: oneLine(o.fields[colName]), Text: o.fields[colObjective], Help: o.fields[colHelp],
		Rationale: o.fields[colRationale], Evidence: points(o.fields[colEvidence]),
	}
	in.checkLevel(o)
	description := paragraphs(o.fields[colDescription], "")
	if it.Text == "" {
		in.problem("%s: %s has no text in the column %s.", o.at, it.ID, headObjective)
	}
	if it.Name == "" {
		it.Name = shorten(oneLine(it.Text), maxNameLength)
		in.warn("%s has no name; the beginning of its text serves as one.", it.ID)
	} else if len([]rune(it.Name)) > maxNameLength {
		description = append(description, paragraphs(it.Name, "Name in full: ")...)
		it.Name = shorten(it.Name, maxNameLength)
		in.warn("The name of %s has more than %d characters; it is shortened, and stands in full in the description.", it.ID, maxNameLength)
	}
	description = append(description, paragraphs(o.fields[colScope], "Scope: ")...)
	description = append(description, paragraphs(o.fields[colDependencies], "Dependencies: ")...)
	it.Description = strings.Join(description, "\n")
	it.Applies, it.Mode = in.applies(o), in.mode(o)
	it.Mappings = in.mappings(o)
	in.fits(it.Text, it.ID+": "+headObjective)
	in.fits(it.Help, it.ID+": "+headHelp)
	in.fits(it.Rationale, it.ID+": "+headRationale)
	in.fits(it.Description, it.ID+": "+headDescription)
	for _, point := range it.Evidence {
		in.fits(point, it.ID+": "+headEvidence)
	}
	return it
}

func paragraphs(text, label string) []string {
	if text == "" {
		return nil
	}
	return []string{label + text}
}

// shorten cuts a text at a blank, if there is one in its second half.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most-1])
	if at := strings.LastIndexByte(cut, ' '); at > len(cut)/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}

// checkLevel holds the level's cell against the id, which counts.
func (in *reading) checkLevel(o *objective) {
	text := o.fields[colLevel]
	if text == "" {
		return
	}
	level, ok := parseLevel(text)
	switch {
	case !ok:
		in.warn("%s: the level of %s is not one of the five; the id counts.", o.at, o.id)
	case level != o.id.level:
		in.report.Mismatches = appendOnce(in.report.Mismatches, fmt.Sprintf("%s: the level of %s says %d; the id counts.", o.at, o.id, level))
	}
}

func (in *reading) applies(o *objective) []string {
	tags, unknown := parseDeployment(o.fields[colDeployment])
	if len(unknown) > 0 {
		in.warn("%s: %q is no type of deployment that is known (All, Self-hosted, PaaS, API/SaaS); %s.", o.id, shorten(oneLine(strings.Join(unknown, ", ")), maxMappingID), consequence(tags))
	}
	return tags
}

func consequence(tags []string) string {
	if len(tags) == 0 {
		return "the objective applies to all"
	}
	return "the others are used"
}

func (in *reading) mode(o *objective) string {
	mode, ok := parseMode(o.fields[colMode])
	if !ok {
		in.warn("%s: %q is not Manual, Automated or Either; it is left open.", o.id, shorten(oneLine(o.fields[colMode]), maxMappingID))
	}
	return mode
}

// mappings reads both columns of mappings. Ids that their edition does not have stay as they are, and are reported.
func (in *reading) mappings(o *objective) []mappingFile {
	version := in.options.AICMVersion
	if own, err := crosswalk.AICMVersion(o.aicm); o.aicm != "" && err == nil {
		if version != "" && version != own {
			in.warn("A header says that the mappings cite AICM %s; as asked, they are taken as %s.", own, version)
		} else {
			version = own
		}
	}
	if version == "" {
		version = crosswalk.AICM103
	}
	in.report.AICMVersions = appendOnce(in.report.AICMVersions, version)
	var all []maturity.Mapping
	aicm := o.fields[colAICM]
	ids := parseAICM(aicm)
	if len(ids) > 0 {
		all = append(all, maturity.Mapping{Framework: crosswalk.AICMName, Version: version, IDs: ids})
	} else if aicm != "" && !nothing.MatchString(oneLine(aicm)) {
		in.warn("%s: the cell %s holds no id of the AICM; it is left out.", o.id, headAICM)
	}
	all = append(all, parseReferences(o.fields[colReferences])...)
	var out []mappingFile
	for _, m := range all {
		file := mappingFile{Framework: m.Framework, Version: quoted(m.Version)}
		for _, id := range m.IDs {
			file.IDs = append(file.IDs, quoted(id))
			known, judged := crosswalk.Known(m.Framework, m.Version, id)
			if judged && !known || m.Framework == otherFramework {
				in.report.Unknown = append(in.report.Unknown, UnknownID{Objective: o.id.String(), Framework: m.Framework, Version: m.Version, ID: id})
			}
		}
		if i := slices.IndexFunc(out, func(f mappingFile) bool { return f.Framework == file.Framework && f.Version == file.Version }); i >= 0 {
			for _, id := range file.IDs {
				if !slices.Contains(out[i].IDs, id) {
					out[i].IDs = append(out[i].IDs, id)
				}
			}
			continue
		}
		out = append(out, file)
	}
	return out
}
