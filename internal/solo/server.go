package solo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/server/temporal"
	"google.golang.org/protobuf/types/known/durationpb"
)

const (
	// startTimeout bounds the wait for the services to answer.
	startTimeout = time.Minute
	// stopTimeout bounds the wait for the services to drain. They need a second.
	stopTimeout = 30 * time.Second
	// readyPoll is the pause between two questions whether the server answers.
	readyPoll = 10 * time.Millisecond
)

// Options say which server to start. The zero value is a server on a temporary
// file that is removed when it stops.
type Options struct {
	// File is the SQLite database. Its directory is created. Empty means a
	// temporary one.
	File string
	// Namespace is created if it is missing. Empty means "default".
	Namespace string
	// Retention is how long closed workflows are kept, at least an hour. Zero
	// means three days, and ten years with TimeSkipping: there a skip would
	// otherwise delete what a story is about to look at.
	Retention time.Duration
	// SearchAttributes are added to the namespace, if they are missing.
	SearchAttributes map[string]enumspb.IndexedValueType
	// Logger hears of the server's errors, and is the SDK's logger in
	// ClientOptions. Nil means silence.
	Logger *slog.Logger
	// TimeSkipping makes the server live on Clock, which Skip moves.
	TimeSkipping bool
	// Clock is the clock of a server with TimeSkipping; nil means a new one.
	// Start moves it up to the offset that the file was left with. Without
	// TimeSkipping it has no effect.
	Clock *Clock
	// Durable waits for the disk on every commit, so that a power cut loses
	// nothing. Without it a cut may lose the last moments; a crash or a kill
	// of the process loses nothing either way.
	Durable bool
	// FrontendPort is the port on 127.0.0.1 that clients dial; 0 means a free one.
	FrontendPort int
	// Insecure leaves out TLS: any user of this machine may then read and
	// change the workflows. For development tools only.
	Insecure bool
}

// Server is a running Temporal server.
type Server struct {
	options   Options
	certs     *certificates // nil if Insecure
	client    client.Options
	db        *database
	namespace namespaceKey
	temporary bool   // the database is removed at Stop
	waker     *waker // nil without TimeSkipping
	skipping  chan struct{}

	stop    sync.Once
	cleanup []func() // in order of acquisition
}

// Start runs a server and returns when it can be used. The context bounds the
// start only. The error says what to do if the database is in use by another
// process, was written by a newer version, or the port is taken.
func Start(ctx context.Context, options Options) (_ *Server, err error) {
	options.setDefaults()
	s := &Server{options: options, skipping: make(chan struct{}, 1)}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()

	if err := s.chooseFile(); err != nil {
		return nil, err
	}
	lock, err := lockDatabase("the Temporal database", s.options.File)
	if err != nil {
		return nil, err
	}
	s.cleanup = append(s.cleanup, lock.release)
	if s.db, err = openDatabase(ctx, s.options.File); err != nil {
		return nil, err
	}
	s.cleanup = append(s.cleanup, s.closeDatabase)
	if err := s.restoreClock(ctx); err != nil {
		return nil, err
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	if err := s.prepareNamespace(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

func (o *Options) setDefaults() {
	if o.Namespace == "" {
		o.Namespace = client.DefaultNamespace
	}
	if o.Retention == 0 {
		o.Retention = 3 * 24 * time.Hour
		if o.TimeSkipping {
			o.Retention = 10 * 365 * 24 * time.Hour
		}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Clock == nil || !o.TimeSkipping {
		o.Clock = &Clock{}
	}
}

// chooseFile finds the database's absolute path, as a later change of the working
// directory must not matter, and creates its directory.
func (s *Server) chooseFile() error {
	if s.options.File == "" {
		dir, err := os.MkdirTemp("", "cairn-temporal-")
		if err != nil {
			return fmt.Errorf("make a directory for a temporary Temporal database: %w", err)
		}
		s.options.File, s.temporary = filepath.Join(dir, "temporal.db"), true
		s.cleanup = append(s.cleanup, func() { _ = os.RemoveAll(dir) })
	}
	file, err := filepath.Abs(s.options.File)
	if err != nil {
		return fmt.Errorf("find the Temporal database %s: %w", s.options.File, err)
	}
	if strings.ContainsAny(file, "?#%") {
		return fmt.Errorf("the path of the Temporal database, %s, contains one of ? # %%, which SQLite cannot take: choose another directory", file)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("create the directory of the Temporal database: %w", err)
	}
	s.options.File = file
	return nil
}

// restoreClock moves the clock to where it stood when the file was last used:
// workflows must never see time go back.
func (s *Server) restoreClock(ctx context.Context) error {
	stored, err := s.db.offset(ctx)
	if err != nil {
		return err
	}
	if !s.options.TimeSkipping {
		if stored > 0 {
			return fmt.Errorf("the Temporal database %s is %s ahead of the wall clock, as time was skipped in it: open it with the demo, or name another file",
				s.db.file, stored.Round(time.Second))
		}
		return nil
	}
	s.options.Clock.SetOffset(stored)
	return s.db.saveOffset(ctx, s.options.Clock.Offset())
}

// run starts the services.
func (s *Server) run() error {
	if !s.options.Insecure {
		certs, err := newCertificates()
		if err != nil {
			return err
		}
		s.certs = certs
	}
	ports, err := choosePorts(s.options.FrontendPort)
	if err != nil {
		return err
	}
	s.client = client.Options{
		HostPort:  net.JoinHostPort(loopback, strconv.Itoa(ports["frontend"])),
		Namespace: s.options.Namespace,
		Logger:    sdklog.NewStructuredLogger(s.options.Logger),
	}
	if s.certs != nil {
		if s.client.ConnectionOptions.TLS, err = s.certs.forClient(); err != nil {
			return err
		}
	}

	db := sqlConfig(s.options.File, s.synchronous())
	if err := ensureNamespace(db, s.options.Namespace, s.options.Retention); err != nil {
		return err
	}
	options, err := serverOptions(serverConfig(db, ports, s.certs), s.options)
	if err != nil {
		return err
	}
	services := temporal.TopLevelModule
	if s.options.TimeSkipping {
		s.waker = &waker{}
		services = servicesOnClock(s.options.Clock, s.waker)
	}
	server, err := temporal.NewServerFx(services, options...)
	if err != nil {
		return fmt.Errorf("assemble the Temporal server: %w", err)
	}
	s.cleanup = append(s.cleanup, func() { s.stopServices(server) })
	if err := server.Start(); err != nil {
		return fmt.Errorf("start the Temporal server: %w", err)
	}
	return nil
}

// synchronous is how SQLite waits for the disk.
func (s *Server) synchronous() string {
	switch {
	case s.options.Durable:
		return "full"
	case s.temporary:
		return "off"
	default:
		return "normal"
	}
}

// prepareNamespace waits until the namespace answers, and brings its retention
// and search attributes in line with the options.
func (s *Server) prepareNamespace(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	c, err := client.NewLazyClient(s.ClientOptions())
	if err != nil {
		return fmt.Errorf("make a client of the Temporal server: %w", err)
	}
	defer c.Close()

	var described *workflowservice.DescribeNamespaceResponse
	for {
		described, err = c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: s.options.Namespace})
		if err == nil {
			break
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the Temporal server did not answer in time: %w", errors.Join(ctx.Err(), err))
		case <-time.After(readyPoll):
		}
	}
	if described.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() != s.options.Retention {
		_, err := c.WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
			Namespace: s.options.Namespace,
			Config:    &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(s.options.Retention)},
		})
		if err != nil {
			return fmt.Errorf("set the retention of closed workflows to %s: %w", s.options.Retention, err)
		}
	}
	if len(s.options.SearchAttributes) > 0 {
		_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
			Namespace:        s.options.Namespace,
			SearchAttributes: s.options.SearchAttributes,
		})
		if err != nil {
			return fmt.Errorf("add the search attributes: %w", err)
		}
	}
	id, err := s.db.namespaceID(ctx, s.options.Namespace)
	s.namespace = namespaceKey(id)
	return err
}

// ClientOptions is what client.Dial needs to reach this server. Callers may
// change their copy.
func (s *Server) ClientOptions() client.Options {
	options := s.client
	if tls := options.ConnectionOptions.TLS; tls != nil {
		options.ConnectionOptions.TLS = tls.Clone()
	}
	return options
}

// HostPort is the address of the frontend, on the loopback interface.
func (s *Server) HostPort() string { return s.client.HostPort }

// Clock is the clock the workflows live on. Without TimeSkipping it is the wall
// clock.
func (s *Server) Clock() *Clock { return s.options.Clock }

// WriteClientEnv lets another process connect: it writes the certificates into
// dir, which only the owner can read, and returns the variables that the SDK's
// envconfig package reads, as "NAME=value".
func (s *Server) WriteClientEnv(dir string) ([]string, error) {
	env := []string{
		"TEMPORAL_ADDRESS=" + s.HostPort(),
		"TEMPORAL_NAMESPACE=" + s.options.Namespace,
	}
	if s.certs == nil {
		return append(env, "TEMPORAL_TLS=false"), nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find the directory for the client's certificates: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("create the directory for the client's certificates: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("close the directory of the client's certificates to others: %w", err)
	}
	env = append(env, "TEMPORAL_TLS=true", "TEMPORAL_TLS_SERVER_NAME="+serverName)
	for _, file := range []struct {
		variable, name string
		pem            []byte
	}{
		{"TEMPORAL_TLS_SERVER_CA_CERT_PATH", "ca.pem", s.certs.authority},
		{"TEMPORAL_TLS_CLIENT_CERT_PATH", "client.pem", s.certs.client.cert},
		{"TEMPORAL_TLS_CLIENT_KEY_PATH", "client.key", s.certs.client.key},
	} {
		path := filepath.Join(dir, file.name)
		if err := os.WriteFile(path, file.pem, 0o600); err != nil {
			return nil, fmt.Errorf("write the client's certificates: %w", err)
		}
		env = append(env, file.variable+"="+path)
	}
	return env, nil
}

// Stop ends the server. Stop the workers and close the clients first. It may be
// called more than once, and returns when the database file is whole and free.
func (s *Server) Stop() {
	s.stop.Do(func() {
		for i := len(s.cleanup) - 1; i >= 0; i-- {
			s.cleanup[i]()
		}
	})
}

func (s *Server) stopServices(server *temporal.ServerFx) {
	done := make(chan error, 1)
	go func() { done <- server.Stop() }()
	select {
	case err := <-done:
		if err != nil {
			s.options.Logger.Error("The Temporal server did not stop cleanly.", "error", err)
		}
	case <-time.After(stopTimeout):
		s.options.Logger.Error("The Temporal server is still stopping; not waiting any longer.", "after", stopTimeout)
	}
}

func (s *Server) closeDatabase() {
	if err := s.db.close(); err != nil {
		s.options.Logger.Error("The Temporal database could not be closed.", "file", s.db.file, "error", err)
	}
}
