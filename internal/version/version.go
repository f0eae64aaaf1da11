// Package version says which build of Cairn is running.
package version

import "runtime/debug"

// Version is the release this source belongs to; CHANGELOG.md has one section for each.
const Version = "0.1.0-dev"

// String returns the release, with the commit it was built from where the build recorded one.
func String() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Version
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return Version + " (" + setting.Value[:12] + ")"
		}
	}
	return Version
}
