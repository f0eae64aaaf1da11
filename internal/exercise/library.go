package exercise

import (
	"cmp"
	"embed"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"cairn/internal/datafile"
	"cairn/internal/errs"
	"cairn/internal/maturity"
)

//go:embed scenarios/*.yaml
var files embed.FS

// embedded holds the scenarios that come with Cairn; a test holds that they load.
var embedded = sync.OnceValue(func() []*Scenario {
	sub, err := fs.Sub(files, "scenarios")
	if err != nil {
		panic("exercise: " + err.Error())
	}
	all, err := ReadFolder(sub)
	if err != nil {
		panic("exercise: " + err.Error())
	}
	return all
})

// Embedded returns the scenarios that come with Cairn, by id, the versions of one oldest first.
func Embedded() []*Scenario { return slices.Clone(embedded()) }

// maxFiles bounds how many scenarios are read from a folder.
const maxFiles = 500

// ReadFolder reads the scenarios in a folder: its files that end in .yaml or .yml, those in folders below it not. The error
// is errs.Invalid with every fault of every file, one a line.
func ReadFolder(folder fs.FS, own ...*maturity.Model) ([]*Scenario, error) {
	entries, err := fs.ReadDir(folder, ".")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errs.New(errs.Invalid, "There is no such folder of scenarios.")
	case err != nil:
		var why *fs.PathError
		if errors.As(err, &why) {
			err = why.Err // "not a directory": the path is the one within the folder
		}
		return nil, errs.New(errs.Invalid, "The folder of scenarios cannot be read: %v.", err)
	}
	var (
		all    []*Scenario
		faults []datafile.Fault
		count  int
	)
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.IsDir() || (ext != ".yaml" && ext != ".yml") {
			continue
		}
		if count++; count > maxFiles {
			return nil, errs.New(errs.Invalid, "The folder has more than %d scenarios; at most that many are read.", maxFiles)
		}
		data, err := fs.ReadFile(folder, e.Name())
		if err != nil {
			return nil, errs.New(errs.Invalid, "%s cannot be read.", e.Name()).Because(err)
		}
		s, found := read(data, e.Name(), own)
		faults = append(faults, found...)
		if s != nil {
			all = append(all, s)
		}
	}
	if err := maturity.FaultError(faults); err != nil {
		return nil, err
	}
	inOrder(all)
	return all, nil
}

func inOrder(all []*Scenario) {
	slices.SortStableFunc(all, func(a, b *Scenario) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), datafile.CompareVersions(a.Version, b.Version))
	})
}

// Library is what can be run: the scenarios that come with Cairn and the organisation's own. It never changes.
type Library struct{ all []*Scenario }

// NewLibrary returns the embedded scenarios and those given. The error is errs.Invalid when one of these has the name of an
// embedded one, so that a name means the same everywhere, or when two have the same id and differ.
func NewLibrary(own ...*Scenario) (*Library, error) {
	byID := map[string]*Scenario{}
	theirs := map[string]bool{}
	for _, s := range embedded() {
		byID[s.ID], theirs[s.Name] = s, true
	}
	l := &Library{all: Embedded()}
	for _, s := range own {
		first, again := byID[s.ID]
		switch {
		case again && first.Hash == s.Hash:
			continue
		case theirs[s.Name]:
			return nil, errs.New(errs.Invalid, "A scenario that comes with Cairn has the id %q already. Give yours another.", s.Name)
		case again:
			return nil, errs.New(errs.Invalid, "Two scenarios have the id %q and version %s but differ. Give the newer one a higher version.", s.Name, s.Version)
		}
		byID[s.ID] = s
		l.all = append(l.all, s)
	}
	inOrder(l.all)
	return l, nil
}

// All returns the scenarios by id, the versions of one oldest first.
func (l *Library) All() []*Scenario { return slices.Clone(l.all) }

// Newest returns the newest version of each scenario, by id.
func (l *Library) Newest() []*Scenario {
	var newest []*Scenario
	for i, s := range l.all {
		if i+1 == len(l.all) || l.all[i+1].Name != s.Name {
			newest = append(newest, s)
		}
	}
	return newest
}

// Find returns a scenario by its id with the version, or the newest version by the id alone. The error is errs.NotFound and
// says what there is.
func (l *Library) Find(name string) (*Scenario, error) {
	name = strings.TrimSpace(name)
	for _, s := range slices.Backward(l.all) {
		if s.ID == name || s.Name == name {
			return s, nil
		}
	}
	var known []string
	for _, s := range l.Newest() {
		known = append(known, s.Name)
	}
	if mend := datafile.Suggest(withoutVersion(name), known); strings.HasPrefix(mend, "did you mean") {
		return nil, errs.New(errs.NotFound, "There is no scenario %q; %s", name, mend)
	}
	return nil, errs.New(errs.NotFound, "There is no scenario %q. There are: %s.", name, strings.Join(known, ", "))
}
