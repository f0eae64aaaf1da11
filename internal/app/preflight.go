package app

import (
	"context"
	"net"

	"cairn/internal/config"
	"cairn/internal/errs"
	"cairn/internal/store"
)

// Preflight looks for what would keep an intake from starting, before anything is started: settings of Slack that are missing, a
// database that does not answer, an address that is taken. The database may be one that is still to be migrated.
func Preflight(ctx context.Context, c config.Config) (err error) {
	if err := c.Slack.Check(); err != nil {
		return err
	}
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	listener, err := bind(ctx, "CAIRN_LISTEN", c.Listen)
	if err != nil {
		return err
	}
	return listener.Close()
}

// bind listens on an address that a variable names.
func bind(ctx context.Context, variable, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, errs.New(errs.Invalid, "%s: %v. Choose another address, or end what listens there.", variable, err)
	}
	return listener, nil
}
