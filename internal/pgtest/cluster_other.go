//go:build !linux && !darwin

package pgtest

// startCluster knows no way on this system; a server can still be named in the environment.
func startCluster() (string, error) { return "", errNone }
