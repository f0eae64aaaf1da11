package workbook

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// objectiveID is an objective's id in its parts: MOD-03.1 is the first of category MOD on level 3.
type objectiveID struct {
	category string
	level    int
	number   int
}

func (id objectiveID) String() string {
	return fmt.Sprintf("%s-%02d.%d", id.category, id.level, id.number)
}

func (id objectiveID) compare(other objectiveID) int {
	return cmp.Or(cmp.Compare(id.level, other.level), cmp.Compare(id.number, other.number))
}

const (
	dashes   = `[-\x{2010}-\x{2015}\x{2212}]`
	prefixes = `GOV|ORG|IAM|MON|INF|MOD|APP|DAT|RSK|DEV|CMP|IR`
	idForm   = `(` + prefixes + `) ?(?:` + dashes + `| ) ?0?([2-5])\.(\d{1,2})`
)

var (
	idCell = regexp.MustCompile(`(?i)^` + idForm + `$`)
	idIn   = regexp.MustCompile(`(?i)(?:^|[^A-Z0-9])` + idForm + `(?:$|[^0-9.]|\.(?:$|[^0-9]))`)
	almost = regexp.MustCompile(`(?i)^[A-Z&]{2,4} ?` + dashes + `? ?\d{1,2}[.,]\d{1,3}$`) // a wrong id, not a heading
)

// parseID reads a cell that holds an objective's id and nothing else.
func parseID(text string) (objectiveID, bool) { return idOf(idCell.FindStringSubmatch(oneLine(text))) }

// findID finds the only objective's id in a line. A line with several is about none of them.
func findID(text string) (objectiveID, bool) {
	found := idIn.FindAllStringSubmatch(oneLine(text), 2)
	if len(found) != 1 {
		return objectiveID{}, false
	}
	return idOf(found[0])
}

func idOf(parts []string) (objectiveID, bool) {
	if parts == nil {
		return objectiveID{}, false
	}
	level, _ := strconv.Atoi(parts[2])
	number, _ := strconv.Atoi(parts[3])
	return objectiveID{strings.ToUpper(parts[1]), level, number}, number > 0
}

// plain reduces a text to lower-case words: punctuation and brackets with their content go, & is "and".
func plain(text string) string {
	text = brackets.ReplaceAllString(oneLine(text), " ")
	return words(text)
}

var brackets = regexp.MustCompile(`\([^()]*\)|\[[^\[\]]*\]`)

func words(text string) string {
	text = strings.NewReplacer("&amp;", " and ", "&", " and ").Replace(strings.ToLower(text))
	return strings.Join(strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }), " ")
}

// column is what a column of a table of objectives holds.
type column int

const (
	noColumn column = iota
	colID
	colLevel
	colName
	colObjective
	colDeployment
	colMode
	colAICM
	colReferences
	colRationale
	colDescription
	colEvidence
	colHelp
	colOurs // what Cairn adds on export: the assessment, no part of the model
)

// headers are the words that columns go by. Those with more words are tried first, and may be followed by others
// ("AICM Mapping v1.0.3"); a single word must stand alone.
var headers = func() []header {
	var list []header
	for col, names := range map[column]string{
		colID:          "control id|control objective id|objective id|kpi id|id",
		colLevel:       "maturity level|level",
		colName:        "control objective name|control objective title|objective name|control name|control title|kpi name|name|title",
		colObjective:   "control objective statement|control objective|objective statement|objective|kpi|key performance indicator",
		colDeployment:  "deployment types|deployment type|deployment models|deployment model|deployment",
		colMode:        "manual automated|manual or automated|assessment mode|assessment method|assessment type|automation",
		colAICM:        "aicm mapping|aicm mappings|aicm controls|aicm control|csa aicm|aicm",
		colReferences:  "external references|external reference|framework mappings|framework mapping|references|reference",
		colRationale:   "key indicator rationale|rationale",
		colDescription: "description|control objective description|objective description",
		colEvidence:    "evidence to look for|expected evidence|evidence examples|evidence",
		colHelp:        "scoring guidance|scoring",
		colOurs:        "status|note|evidence given|owner|deputy|target|target level|answered|comment|replaced by|replaces",
	} {
		for _, name := range strings.Split(names, "|") {
			list = append(list, header{name, col})
		}
	}
	slices.SortFunc(list, func(a, b header) int {
		return cmp.Or(cmp.Compare(len(b.name), len(a.name)), cmp.Compare(a.name, b.name))
	})
	return list
}()

type header struct {
	name string
	col  column
}

// columnOf says what a header cell announces.
func columnOf(text string) column {
	if len(text) > 120 {
		return noColumn
	}
	p := plain(text)
	for _, h := range headers {
		if p == h.name || strings.Contains(h.name, " ") && strings.HasPrefix(p, h.name+" ") {
			return h.col
		}
	}
	if strings.HasPrefix(p, "aicm ") {
		return colAICM
	}
	return noColumn
}

// levelNames in order; the first is level 1.
var levelNames = []string{"initial", "repeatable", "defined", "capable", "efficient"}

var levelForm = regexp.MustCompile(`^(?:level |lvl |l)?0?([1-5])\b`)

// parseLevel reads "3", "L3", "Level 3", "Defined", "L3 - Defined".
func parseLevel(text string) (int, bool) {
	if len(text) > 80 {
		return 0, false
	}
	p := words(text)
	if parts := levelForm.FindStringSubmatch(p); parts != nil {
		n, _ := strconv.Atoi(parts[1])
		return n, true
	}
	for i, name := range levelNames {
		if p == name || strings.HasPrefix(p, name+" ") {
			return i + 1, true
		}
	}
	return 0, false
}

// aliases are the words that a category's name begins with, as the publications differ; longer ones are tried first.
var aliases = func() []alias {
	var list []alias
	for id, names := range map[string]string{
		"GOV": "governance|ai governance",
		"ORG": "organization|organisation|organizational|organisational",
		"IAM": "identity|iam",
		"MON": "security monitoring|monitoring|logging|security logging",
		"INF": "infrastructure",
		"MOD": "model security|models|model",
		"APP": "app security|application security|applications|application|app",
		"DAT": "data security|data",
		"RSK": "risk|provider assessment",
		"DEV": "ai supported development|ai supported dev|supported development|development|secure development|supply chain",
		"CMP": "privacy|compliance",
		"IR":  "incident response|incident",
	} {
		for _, name := range strings.Split(names, "|") {
			list = append(list, alias{name, id})
		}
	}
	slices.SortFunc(list, func(a, b alias) int {
		return cmp.Or(cmp.Compare(len(b.name), len(a.name)), cmp.Compare(a.name, b.name))
	})
	return list
}()

type alias struct{ name, id string }

var categoryCode = regexp.MustCompile(`(?:^|[\s(\[])(` + prefixes + `)(?:$|[\s)\]:.,]|` + dashes + `)`)

// parseCategory reads a cell that names a category: by its code ("MOD", "Model Security (MOD)"), or by its name in one of
// the wordings in use. A long text names none.
func parseCategory(text string) (string, bool) {
	text = oneLine(text)
	if text == "" || len(text) > 90 {
		return "", false
	}
	p := words(text)
	for _, a := range aliases {
		if p == a.name || strings.HasPrefix(p, a.name+" ") {
			return a.id, true
		}
	}
	if found := categoryCode.FindStringSubmatch(text); found != nil {
		return found[1], true
	}
	return "", false
}

// deploymentTags are the tags of the model behind the words of the workbook.
var deploymentTags = []struct{ tag, names string }{
	{"self-hosted", "self hosted|selfhosted|on premises|on prem|onprem"},
	{"paas", "paas|platform as a service"},
	{"api-saas", "api saas|saas api|saas|api|software as a service"},
}

var deploymentSplit = regexp.MustCompile(`(?i)[,;\n+&|•]|\band\b|\bor\b`)

// parseDeployment reads types of deployment. "API/SaaS" is one of them. No tags mean all; unknown words are returned.
func parseDeployment(text string) (tags, unknown []string) {
	all := false
	for _, part := range deploymentSplit.Split(text, -1) {
		p := words(part)
		switch p {
		case "":
			continue
		case "all", "any", "all types", "all deployment types", "all deployments":
			all = true
			continue
		}
		known := false
		for _, d := range deploymentTags {
			if slices.Contains(strings.Split(d.names, "|"), p) {
				known = true
				tags = append(tags, d.tag)
			}
		}
		if !known {
			unknown = append(unknown, strings.TrimSpace(part))
		}
	}
	if all {
		return nil, unknown
	}
	slices.SortFunc(tags, func(a, b string) int { return cmp.Compare(tagOrder(a), tagOrder(b)) })
	if tags = slices.Compact(tags); len(tags) == len(deploymentTags) {
		return nil, unknown
	}
	return tags, unknown
}

func tagOrder(tag string) int {
	for i, d := range deploymentTags {
		if d.tag == tag {
			return i
		}
	}
	return len(deploymentTags)
}

// parseMode reads who can tell: "Manual", "Automated", "Either", "Manual / Automated".
func parseMode(text string) (string, bool) {
	p := words(text)
	manual, automated := strings.Contains(p, "manual"), strings.Contains(p, "automat")
	switch {
	case p == "":
		return "", true
	case p == "either", p == "both", p == "hybrid", manual && automated, strings.HasPrefix(p, "either "):
		return "either", true
	case manual:
		return "manual", true
	case automated:
		return "automated", true
	}
	return "", false
}
