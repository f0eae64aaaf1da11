//go:build !unix

package pgtest

// startCluster is not there: these systems have neither the Unix socket nor the shell that it needs.
func startCluster() (string, error) { return "", errNone }
