package bot_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"cairn/bot/blocks"
)

// manifest reads the app's manifest. All tests of this package run in a workspace that grants its scopes and commands and
// nothing else, so one that is missing fails them.
func manifest(t *testing.T) slack.Manifest { return readManifest(t, "manifest.yaml") }

func readManifest(t *testing.T, name string) slack.Manifest {
	t.Helper()
	raw, err := os.ReadFile("../deploy/slack/" + name)
	require.NoError(t, err)
	var m slack.Manifest
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&m))
	return m
}

// methodScopes says which scopes the Web API methods behind the client's calls need; "" for none.
var methodScopes = map[string][]string{
	"PostMessageContext":            {"chat:write"},
	"UpdateMessageContext":          {"chat:write"},
	"SendMessageContext":            nil, // to a response_url only
	"AuthTestContext":               nil, // whose token it is
	"OpenConversationContext":       {"im:write", "mpim:write"},
	"GetConversationHistoryContext": {"im:history", "mpim:history", "channels:history", "groups:history"},
	"GetConversationRepliesContext": {"im:history", "mpim:history", "channels:history", "groups:history"},
	"GetUserInfoContext":            {"users:read"},
	"GetUsersPaginated":             {"users:read"},
	"UploadFileContext":             {"files:write"},
	"GetUploadURLExternalContext":   {"files:write"},
	"CompleteUploadExternalContext": {"files:write"},
	"GetConversationInfoContext":    {"channels:read", "groups:read"},
	"GetUsersInConversationContext": {"channels:read", "groups:read"},
	"GetPermalinkContext":           nil,
	"OpenViewContext":               nil,
	"PushViewContext":               nil,
	"UpdateViewContext":             nil,
	"PublishViewContext":            nil,
	"StartSocketModeContext":        nil, // has a token of its own
}

func TestTheManifestNamesExactlyTheScopesOfTheCallsInTheCode(t *testing.T) {
	t.Parallel()
	want := map[string]bool{"commands": true}
	call := regexp.MustCompile(`client\.(\w+(?:Context|Paginated))\(`)
	for _, file := range sources(t) {
		for _, found := range call.FindAllSubmatch(file, -1) {
			scopes, known := methodScopes[string(found[1])]
			assert.True(t, known, "add %s to methodScopes, and its scopes to the manifest", found[1])
			for _, scope := range scopes {
				want[scope] = true
			}
		}
	}
	var names []string
	for scope := range want {
		names = append(names, scope)
	}
	slices.Sort(names)
	assert.Equal(t, names, manifest(t).OAuthConfig.Scopes.Bot)
}

func sources(t *testing.T) [][]byte {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	var all [][]byte
	for _, file := range files {
		if matched, _ := filepath.Match("*_test.go", file); matched {
			continue
		}
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		all = append(all, raw)
	}
	return all
}

func TestTheManifestNamesExactlyTheEventsThatAreHandled(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("event.go")
	require.NoError(t, err)
	_, handled, ok := bytes.Cut(raw, []byte("switch e.Event.Type {"))
	require.True(t, ok)
	var events []string
	for _, line := range regexp.MustCompile(`(?m)^\tcase (.*):$`).FindAllSubmatch(handled, -1) {
		for _, name := range regexp.MustCompile(`"(\w+)"`).FindAllSubmatch(line[1], -1) {
			event := string(name[1])
			if event == "message" {
				event = "message.im" // of direct messages only
			}
			events = append(events, event)
		}
	}
	slices.Sort(events)
	assert.Equal(t, events, manifest(t).Settings.EventSubscriptions.BotEvents)
}

func TestTheManifestNamesTheCommandAndTheAddressesOfTheHandler(t *testing.T) {
	t.Parallel()
	m := manifest(t)
	require.Len(t, m.Features.SlashCommands, 1)
	assert.Equal(t, "/cairn", m.Features.SlashCommands[0].Command)
	assert.True(t, m.Features.SlashCommands[0].ShouldEscape)
	require.Len(t, m.Features.Shortcuts, 2)
	assert.Equal(t, blocks.CallbackMine, m.Features.Shortcuts[0].CallbackID)
	assert.Equal(t, slack.ShortcutType("global"), m.Features.Shortcuts[0].Type)
	assert.Equal(t, blocks.CallbackDecide, m.Features.Shortcuts[1].CallbackID)
	assert.Equal(t, slack.ShortcutType("message"), m.Features.Shortcuts[1].Type)
	assert.True(t, m.Features.AppHome.HomeTabEnabled && m.Features.AppHome.MessagesTabEnabled && !m.Features.AppHome.MessagesTabReadOnlyEnabled)
	assert.True(t, m.Settings.Interactivity.IsEnabled)

	const host = "https://cairn.example.org"
	w := newWorld(t)
	for _, address := range []string{m.Features.SlashCommands[0].Url, m.Settings.EventSubscriptions.RequestUrl, m.Settings.Interactivity.RequestUrl} {
		require.True(t, len(address) > len(host) && address[:len(host)] == host, address)
		status, _ := w.post(address[len(host):], asJSON, `{}`, nil)
		assert.Contains(t, []int{200, 400}, status, "%s is not handled", address)
	}
}

func TestTheAppForSocketModeIsTheSameWithoutAddresses(t *testing.T) {
	t.Parallel()
	m := manifest(t)
	m.Features.SlashCommands[0].Url = ""
	m.Settings.EventSubscriptions.RequestUrl = ""
	m.Settings.Interactivity.RequestUrl = ""
	require.False(t, m.Settings.SocketModeEnabled)
	m.Settings.SocketModeEnabled = true
	assert.Equal(t, m, readManifest(t, "manifest-socket.yaml"))
}

func TestTheHintOfTheCommandNamesAllThatItTakes(t *testing.T) {
	t.Parallel()
	hint := strings.FieldsFunc(manifest(t).Features.SlashCommands[0].UsageHint, func(r rune) bool { return strings.ContainsRune(" |[]", r) })
	_, list, found := strings.Cut(blocks.Help(blocks.Reader{}, nil).Text, "/cairn ")
	require.True(t, found)
	list, _, _ = strings.Cut(list, ".")
	words := strings.Split(strings.ReplaceAll(list, " and ", ", "), ", ")
	require.Greater(t, len(words), 15, list)
	for _, word := range words {
		assert.Contains(t, hint, word)
	}
}

func TestTheManifestStaysWithinSlacksLimits(t *testing.T) {
	t.Parallel()
	m := manifest(t)
	assert.LessOrEqual(t, len(m.Display.Name), 35)
	assert.LessOrEqual(t, len(m.Display.Description), 140)
	assert.LessOrEqual(t, len(m.Display.LongDescription), 4000)
	assert.GreaterOrEqual(t, len(m.Display.LongDescription), 175)
	assert.LessOrEqual(t, len(m.Features.BotUser.DisplayName), 80)
	for _, shortcut := range m.Features.Shortcuts {
		assert.LessOrEqual(t, len(shortcut.Name), 24)
		assert.LessOrEqual(t, len(shortcut.Description), 150)
	}
}
