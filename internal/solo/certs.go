package solo

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"

	"go.temporal.io/server/common/config"
)

// serverName is the name in the server's certificate. No resolver knows it.
const serverName = "cairn-temporal"

// certificates secure one server for one run: a certificate authority whose key
// is forgotten as soon as it has signed the server's and the client's leaf.
type certificates struct {
	authority      []byte // PEM
	server, client leaf
}

// leaf is a certificate and its private key, PEM encoded.
type leaf struct{ cert, key []byte }

func newCertificates() (*certificates, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("create the key of the certificate authority: %w", err)
	}
	authority := template(1, "cairn certificate authority")
	authority.IsCA, authority.BasicConstraintsValid = true, true
	authority.KeyUsage = x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, authority, authority, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("create the certificate authority: %w", err)
	}
	certs := &certificates{authority: encodePEM("CERTIFICATE", der)}

	// The services of the server are clients of each other.
	serverLeaf := template(2, serverName)
	serverLeaf.DNSNames = []string{serverName, "localhost"}
	serverLeaf.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	serverLeaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	if certs.server, err = sign(serverLeaf, authority, key); err != nil {
		return nil, fmt.Errorf("create the server's certificate: %w", err)
	}
	clientLeaf := template(3, "cairn client")
	clientLeaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	if certs.client, err = sign(clientLeaf, authority, key); err != nil {
		return nil, fmt.Errorf("create the client's certificate: %w", err)
	}
	return certs, nil
}

func template(serial int64, name string) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(10, 0, 0), // outlives any one run
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
}

func sign(cert, authority *x509.Certificate, authorityKey *ecdsa.PrivateKey) (leaf, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return leaf{}, err
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, authority, key.Public(), authorityKey)
	if err != nil {
		return leaf{}, err
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return leaf{}, err
	}
	return leaf{cert: encodePEM("CERTIFICATE", der), key: encodePEM("PRIVATE KEY", keyDER)}, nil
}

func encodePEM(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

// forServer is the TLS configuration of all four services.
func (c *certificates) forServer() config.RootTLS {
	b64 := base64.StdEncoding.EncodeToString
	client := config.ClientTLS{ServerName: serverName, RootCAData: []string{b64(c.authority)}, ForceTLS: true}
	group := config.GroupTLS{
		Client: client,
		Server: config.ServerTLS{
			CertData:          b64(c.server.cert),
			KeyData:           b64(c.server.key),
			ClientCAData:      []string{b64(c.authority)},
			RequireClientAuth: true,
		},
	}
	return config.RootTLS{
		Internode: group,
		Frontend:  group,
		SystemWorker: config.WorkerTLS{
			CertData: b64(c.server.cert),
			KeyData:  b64(c.server.key),
			Client:   client,
		},
	}
}

// forClient is the TLS configuration of a client in this process.
func (c *certificates) forClient() (*tls.Config, error) {
	pair, err := tls.X509KeyPair(c.client.cert, c.client.key)
	if err != nil {
		return nil, fmt.Errorf("load the client's certificate: %w", err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(c.authority)
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		ServerName:   serverName,
		RootCAs:      pool,
		Certificates: []tls.Certificate{pair},
	}, nil
}
