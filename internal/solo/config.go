package solo

import (
	"fmt"
	"net"
	"strconv"
	"time"

	"go.temporal.io/server/common/authorization"
	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/metrics"
	"go.temporal.io/server/common/primitives"
	"go.temporal.io/server/common/testing/freeport"
	"go.temporal.io/server/temporal"
)

const (
	loopback    = "127.0.0.1"
	clusterName = "active"
	storeName   = "sqlite"
	shardID     = 1 // the only one
)

// choosePorts gives each service a port, the frontend the one asked for.
func choosePorts(frontend int) (map[string]int, error) {
	ports := map[string]int{}
	for _, service := range temporal.DefaultServices {
		ports[service] = freeport.MustGetFreePort()
	}
	if frontend == 0 {
		return ports, nil
	}
	// The server would panic on a taken port; ask before it does.
	listener, err := net.Listen("tcp", net.JoinHostPort(loopback, strconv.Itoa(frontend)))
	if err != nil {
		return nil, fmt.Errorf("the port %d for the Temporal server cannot be used, choose another: %w", frontend, err)
	}
	ports["frontend"] = frontend
	return ports, listener.Close()
}

// serverConfig describes a cluster of one host with one history shard.
func serverConfig(db *config.SQL, ports map[string]int, certs *certificates) *config.Config {
	frontend := net.JoinHostPort(loopback, strconv.Itoa(ports["frontend"]))
	cfg := &config.Config{
		Global: config.Global{
			Membership: config.Membership{MaxJoinDuration: startTimeout, BroadcastAddress: loopback},
		},
		Persistence: config.Persistence{
			DefaultStore:     storeName,
			VisibilityStore:  storeName,
			NumHistoryShards: 1,
			DataStores:       map[string]config.DataStore{storeName: {SQL: db}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10,
			MasterClusterName:        clusterName,
			CurrentClusterName:       clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{clusterName: {
				Enabled:                true,
				InitialFailoverVersion: 1,
				RPCAddress:             frontend,
				ClusterID:              "embedded",
			}},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: frontend},
		Services:            map[string]config.Service{},
	}
	const disabled = "disabled"
	cfg.Archival.History.State, cfg.Archival.Visibility.State = disabled, disabled
	cfg.NamespaceDefaults.Archival.History.State, cfg.NamespaceDefaults.Archival.Visibility.State = disabled, disabled
	for name, port := range ports {
		cfg.Services[name] = config.Service{RPC: config.RPC{GRPCPort: port, BindOnIP: loopback}}
	}
	if certs != nil {
		cfg.Global.TLS = certs.forServer()
	}
	return cfg
}

// serverOptions are the parts the services are built from.
func serverOptions(cfg *config.Config, options Options) ([]temporal.ServerOption, error) {
	logger := quietLog{to: options.Logger}
	hosts := map[primitives.ServiceName]static.Hosts{}
	for name, service := range cfg.Services {
		address := net.JoinHostPort(loopback, strconv.Itoa(service.RPC.GRPCPort))
		hosts[primitives.ServiceName(name)] = static.SingleLocalHost(address)
	}
	authorizer, err := authorization.GetAuthorizerFromConfig(&cfg.Global.Authorization)
	if err != nil {
		return nil, fmt.Errorf("set up authorisation: %w", err)
	}
	claims, err := authorization.GetClaimMapperFromConfig(&cfg.Global.Authorization, logger)
	if err != nil {
		return nil, fmt.Errorf("set up authorisation: %w", err)
	}
	out := []temporal.ServerOption{
		temporal.WithConfig(cfg),
		temporal.ForServices(temporal.DefaultServices),
		temporal.WithStaticHosts(hosts),
		temporal.WithLogger(logger),
		temporal.WithNamespaceLogger(logger),
		temporal.WithAuthorizer(authorizer),
		temporal.WithClaimMapper(func(*config.Config) authorization.ClaimMapper { return claims }),
		temporal.WithDynamicConfigClient(settings(options.TimeSkipping)),
		temporal.WithCustomMetricsHandler(metrics.NoopMetricsHandler),
	}
	if options.TimeSkipping {
		out = append(out, temporal.WithChainedFrontendGrpcInterceptors(extendExecutionTimeouts(options.Clock)))
	}
	return out, nil
}

// settings are the server's dynamic configuration, by constant, as the names
// change between releases.
func settings(timeSkipping bool) dynamicconfig.StaticClient {
	values := dynamicconfig.StaticClient{
		// New search attributes are usable at once.
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): true,
		// More than one partition costs a second of latency now and then.
		dynamicconfig.MatchingNumTaskqueueReadPartitions.Key():  1,
		dynamicconfig.MatchingNumTaskqueueWritePartitions.Key(): 1,
		// The defaults, 20 polls a second for a shard, assume many shards. With
		// one, each workflow task would take 50 milliseconds.
		dynamicconfig.TransferProcessorMaxPollRPS.Key():   1000,
		dynamicconfig.TimerProcessorMaxPollRPS.Key():      1000,
		dynamicconfig.VisibilityProcessorMaxPollRPS.Key(): 1000,
		// A waiter for a workflow's result can miss its end; it then looks again
		// after this time.
		dynamicconfig.HistoryLongPollExpirationInterval.Key(): time.Second,
	}
	if timeSkipping {
		// Timers may be this late. The default is a second for each step of a skip.
		values[dynamicconfig.TimerProcessorMaxTimeShift.Key()] = 10 * time.Millisecond
		// Housekeeping that wakes twice a day has no place in a clock that jumps.
		values[dynamicconfig.TaskQueueScannerEnabled.Key()] = false
		values[dynamicconfig.HistoryScannerEnabled.Key()] = false
		values[dynamicconfig.ExecutionsScannerEnabled.Key()] = false
	}
	return values
}
