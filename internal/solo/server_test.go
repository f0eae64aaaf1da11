package solo_test

import (
	"context"
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/server/common/testing/freeport"

	"cairn/internal/solo"
)

func TestAServerRunsWorkflowsOnTheWallClock(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{})
	require.WithinDuration(t, time.Now(), instant(t, f.run(t, "now", tellTime)), slack)
	require.Zero(t, f.Clock().Offset())
}

func TestATemporaryDatabaseIsRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	server, err := solo.Start(t.Context(), solo.Options{})
	require.NoError(t, err)
	made, err := filepath.Glob(filepath.Join(dir, "cairn-temporal-*", "temporal.db"))
	require.NoError(t, err)
	require.Len(t, made, 1)

	server.Stop()

	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestStoppingTwiceIsStoppingOnce(t *testing.T) {
	t.Parallel()
	server, err := solo.Start(t.Context(), solo.Options{})
	require.NoError(t, err)
	server.Stop()
	server.Stop()
	_, err = net.Dial("tcp", server.HostPort())
	require.Error(t, err, "nothing listens any more")
}

func TestAStartThatFailsLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := solo.Start(ctx, solo.Options{File: file})
	require.ErrorIs(t, err, context.Canceled)

	server, err := solo.Start(t.Context(), solo.Options{File: file})
	require.NoError(t, err, "the lock is free again")
	server.Stop()
}

func TestStrangersAreTurnedAway(t *testing.T) {
	t.Parallel()
	server, err := solo.Start(t.Context(), solo.Options{})
	require.NoError(t, err)
	t.Cleanup(server.Stop)

	for name, config := range map[string]func(*tls.Config) *tls.Config{
		"without TLS":           func(*tls.Config) *tls.Config { return nil },
		"without a certificate": func(c *tls.Config) *tls.Config { c.Certificates = nil; return c },
		"with one of another server": func(c *tls.Config) *tls.Config {
			other, err := solo.Start(t.Context(), solo.Options{})
			require.NoError(t, err)
			t.Cleanup(other.Stop)
			c.Certificates = other.ClientOptions().ConnectionOptions.TLS.Certificates
			return c
		},
	} {
		options := quiet(server.ClientOptions())
		options.ConnectionOptions.TLS = config(options.ConnectionOptions.TLS)
		options.ConnectionOptions.GetSystemInfoTimeout = time.Second // it is to fail, so it need not be waited for
		_, err := client.DialContext(t.Context(), options)
		require.Error(t, err, name)
	}
	c, err := client.Dial(quiet(server.ClientOptions()))
	require.NoError(t, err, "the server's own client is let in")
	c.Close()
}

func TestAnotherProcessConnectsThroughItsEnvironment(t *testing.T) {
	t.Parallel()
	f := start(t, solo.Options{Namespace: "stories"})
	dir := filepath.Join(t.TempDir(), "certificates")
	env, err := f.WriteClientEnv(dir)
	require.NoError(t, err)

	info, err := os.Stat(dir)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	options, err := envconfig.LoadClientOptions(envconfig.LoadClientOptionsRequest{DisableFile: true, EnvLookup: environment(env)})
	require.NoError(t, err)
	require.Equal(t, "stories", options.Namespace)
	c, err := client.Dial(quiet(options))
	require.NoError(t, err)
	defer c.Close()
	_, err = c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: queue}, tellTime)
	require.NoError(t, err)
}

func TestAnInsecureServerOnAChosenPortNeedsNoCertificate(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := listener.Addr().(*net.TCPAddr).Port

	_, err = solo.Start(t.Context(), solo.Options{FrontendPort: port})
	require.ErrorContains(t, err, "choose another", "the port is taken")
	require.NoError(t, listener.Close())

	port = freeport.MustGetFreePort() // which nobody is given for a while
	server, err := solo.Start(t.Context(), solo.Options{FrontendPort: port, Insecure: true})
	require.NoError(t, err)
	t.Cleanup(server.Stop)
	require.Equal(t, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), server.HostPort())
	c, err := client.Dial(quiet(client.Options{HostPort: server.HostPort()}))
	require.NoError(t, err)
	c.Close()
	env, err := server.WriteClientEnv(t.TempDir())
	require.NoError(t, err)
	require.Contains(t, env, "TEMPORAL_TLS=false")
}

func TestALaterStartBringsTheNamespaceInLine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	owner := temporal.NewSearchAttributeKeyKeyword("CairnOwner")
	due := temporal.NewSearchAttributeKeyTime("CairnDue")
	first := start(t, solo.Options{File: file, SearchAttributes: map[string]enumspb.IndexedValueType{
		owner.GetName(): owner.GetValueType(),
	}})
	require.Equal(t, 3*day, retention(t, first))
	first.Stop()

	f := start(t, solo.Options{File: file, Retention: 5 * day, SearchAttributes: map[string]enumspb.IndexedValueType{
		owner.GetName(): owner.GetValueType(),
		due.GetName():   due.GetValueType(),
	}})
	require.Equal(t, 5*day, retention(t, f))
	f.runWith(t, client.StartWorkflowOptions{ID: "owned", TypedSearchAttributes: temporal.NewSearchAttributes(
		owner.ValueSet("ada"), due.ValueSet(time.Now()),
	)}, tellTime)
	require.Eventually(t, func() bool {
		count, err := f.CountWorkflow(t.Context(), &workflowservice.CountWorkflowExecutionsRequest{
			Query: "CairnOwner = 'ada' AND CairnDue < '2100-01-01T00:00:00Z'",
		})
		return err == nil && count.GetCount() == 1
	}, soon, 10*time.Millisecond)
}

func retention(t *testing.T, f *fixture) time.Duration {
	t.Helper()
	described, err := f.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: client.DefaultNamespace})
	require.NoError(t, err)
	return described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration()
}

// environment is a list of "NAME=value" that stands in for the process's own.
type environment []string

func (e environment) Environ() []string { return e }

func (e environment) LookupEnv(name string) (string, bool) {
	for _, variable := range e {
		if key, value, _ := strings.Cut(variable, "="); key == name {
			return value, true
		}
	}
	return "", false
}
