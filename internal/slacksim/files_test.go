package slacksim_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/stretchr/testify/require"

	"cairn/internal/slacksim"
)

// picture is a small PNG.
func picture(t testing.TB) []byte {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, png.Encode(&buf, image.NewGray(image.Rect(0, 0, 4, 3))))
	return buf.Bytes()
}

func TestTheClientsUploadWithItsDoubledBoundaryIsAccepted(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	data := picture(t)
	f, err := api.UploadFileContext(t.Context(), slack.UploadFileParameters{
		Reader: bytes.NewReader(data), FileSize: len(data), Filename: "levels.png", Title: "Levels", AltTxt: "Level 2 of 5",
		Channel: leaders, InitialComment: "The quarter in one picture",
	})
	require.NoError(t, err)
	stored, ok := w.File(f.ID)
	require.True(t, ok)
	require.Equal(t, "image/png", stored.Mimetype)
	require.Equal(t, []int{4, 3}, []int{stored.OriginalW, stored.OriginalH})
	require.Equal(t, "Level 2 of 5", stored.AltTxt)
	m := w.Messages(leaders)[0]
	require.Equal(t, "The quarter in one picture", m.Text)
	require.Equal(t, "Levels", m.Files[0].Title)
	var got bytes.Buffer
	require.NoError(t, api.GetFileContext(t.Context(), stored.URLPrivate, &got))
	require.Equal(t, data, got.Bytes())
}

func TestRawUploadsAreAcceptedAndCheckedForLength(t *testing.T) {
	t.Parallel()
	w, api := start(t)
	up, err := api.GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.txt", FileSize: 5})
	require.NoError(t, err)
	send := func(body string) int {
		resp, err := http.Post(up.UploadURL, "application/octet-stream", strings.NewReader(body))
		require.NoError(t, err)
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return resp.StatusCode
	}
	complete := func() error {
		_, err := api.CompleteUploadExternalContext(t.Context(), slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: up.FileID}}, Channel: leaders,
		})
		return err
	}
	require.Equal(t, "file_not_found", code(complete()), "nothing has been uploaded yet")
	require.Equal(t, http.StatusBadRequest, send("four"))
	require.Equal(t, http.StatusOK, send("fives"))
	content, ok := w.FileContent(up.FileID)
	require.True(t, ok)
	require.Equal(t, "fives", string(content))
	require.NoError(t, complete())
	require.Equal(t, http.StatusNotFound, send("fives"), "the address is used up")
}

func TestSharingNeedsAChannelTheBotIsIn(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	for channel, want := range map[string]string{general: "not_in_channel", dana: "channel_not_found", "C0NOWHERE": "channel_not_found"} {
		_, err := api.UploadFileContext(t.Context(), slack.UploadFileParameters{Content: "x", FileSize: 1, Filename: "a.txt", Channel: channel})
		require.ErrorContains(t, err, want)
	}
}

func TestAnImageBlockNeedsAFileThatIsThere(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	data := picture(t)
	up, err := api.GetUploadURLExternalContext(t.Context(), slack.GetUploadURLExternalParameters{FileName: "a.png", FileSize: len(data)})
	require.NoError(t, err)
	show := func() error {
		block := slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: up.FileID}, "Alt", "", nil)
		_, _, err := api.PostMessageContext(t.Context(), leaders, slack.MsgOptionBlocks(block))
		return err
	}
	require.Equal(t, "invalid_blocks", code(show()))
	require.NoError(t, api.UploadToURL(t.Context(), slack.UploadToURLParameters{UploadURL: up.UploadURL, Reader: bytes.NewReader(data), Filename: "a.png"}))
	_, err = api.CompleteUploadExternalContext(t.Context(), slack.CompleteUploadExternalParameters{Files: []slack.FileSummary{{ID: up.FileID}}})
	require.NoError(t, err)
	require.NoError(t, show())
}

func TestAFileInfoNeedsItsScope(t *testing.T) {
	t.Parallel()
	_, api := start(t)
	_, _, _, err := api.GetFileInfoContext(t.Context(), "F1", 0, 0)
	require.Equal(t, "missing_scope", code(err))
	_, api = start(t, func(o *slacksim.Options) { o.Scopes = []string{"files:read"} })
	_, _, _, err = api.GetFileInfoContext(t.Context(), "F1", 0, 0)
	require.Equal(t, "file_not_found", code(err))
}
