package bot_test

import (
	"bytes"
	"encoding/csv"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/calendar"
	"cairn/internal/slacksim"
	"cairn/internal/target"
)

// shared returns the files of the newest message with files in a person's conversation with Cairn.
func (w *world) shared(user string) (found slacksim.Message) {
	w.Helper()
	w.await(func() bool {
		for _, m := range w.dm(user) {
			if len(m.Files) > 0 {
				found = m
			}
		}
		return len(found.Files) > 0
	})
	return found
}

func (w *world) content(f slacksim.File) []byte {
	w.Helper()
	content, ok := w.sim.FileContent(f.ID)
	require.True(w, ok)
	return content
}

func TestThePictureOfARoadmapComesToOnesConversationWithCairn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	w.press(mara, w.slash(mara, "/cairn roadmap"), blocks.ActionRoadmapPicture)
	m := w.shared(mara)
	require.Len(t, m.Files, 1)
	f := m.Files[0]
	assert.Equal(t, "roadmap-northwind-2026-10-01.png", f.Name)
	assert.Contains(t, m.Text, "The roadmap of Northwind Bank")
	assert.Contains(t, f.AltTxt, "T1: Level 3 by ")
	assert.LessOrEqual(t, len([]rune(f.AltTxt)), blocks.MaxFileAlt)
	_, err := png.Decode(bytes.NewReader(w.content(f)))
	require.NoError(t, err)
	assert.Empty(t, w.dm(gus), "nobody else gets it")
	require.NoError(t, w.bot.Stop(t.Context()))
	assert.Contains(t, w.told(mara), "Roadmap: ", "nothing else is said where they see it")
}

func TestThePictureShowsWhatTheRoadmapShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	_, err := w.targets.Set(t.Context(), assess.BySlack(mara), northwind, target.Terms{
		Category: "incident-response", Level: 3, Due: calendar.Date{Year: 2027, Month: time.September, Day: 30}, Owner: tom, Reason: aim,
	}, "")
	require.NoError(t, err)
	w.press(mara, w.slash(mara, "/cairn roadmap incident-response"), blocks.ActionRoadmapPicture)
	alt := w.shared(mara).Files[0].AltTxt
	assert.Contains(t, alt, "Incident Response:")
	assert.NotContains(t, alt, "Governance:")
}

func TestTheFilesOfAFilteredRoadmapSayThatTheyHoldAllOfIt(t *testing.T) {
	t.Parallel()
	for command, says := range map[string]bool{"/cairn roadmap": false, "/cairn roadmap incident-response": true} {
		w := newWorld(t).declare().imported(2)
		w.aimed()
		w.press(mara, w.slash(mara, command), blocks.ActionRoadmapFiles)
		assert.Equal(t, says, strings.Contains(w.shared(mara).Text, "The files hold the whole roadmap"), command)
	}
}

func TestTheFilesOfARoadmapComeInOneMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	w.known(mara, "Mara Lind", "de-DE")
	seen, err := w.sim.Slash(t.Context(), mara, leadership, "/cairn roadmap")
	require.NoError(t, err)
	w.press(mara, *seen.Ephemeral, blocks.ActionRoadmapFiles)
	files := w.shared(mara).Files
	require.Len(t, files, 2)
	assert.Equal(t, "roadmap-northwind-2026-10-01.xlsx", files[0].Name)
	book, err := excelize.OpenReader(bytes.NewReader(w.content(files[0])))
	require.NoError(t, err)
	defer book.Close()
	assert.Equal(t, []string{"Roadmap", "Ziele"}, book.GetSheetList(), "for people, in their language")
	assert.Equal(t, "roadmap-northwind-2026-10-01.csv", files[1].Name)
	rows, err := csv.NewReader(bytes.NewReader(w.content(files[1]))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, "position", rows[0][0], "for programs, in none")
	w.await(func() bool { return strings.Contains(w.told(mara), "Es ist in Ihrer Unterhaltung mit Cairn") }) // for they are elsewhere
}

func TestFilesAreSentFromAViewToo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	home := w.openHome(mara)
	_, err := w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionRoadmap, "northwind")
	require.NoError(t, err)
	w.pressIn(mara, w.top(mara), blocks.ActionRoadmapPicture)
	w.shared(mara)
	w.await(func() bool {
		return strings.Contains(said(w.top(mara).Blocks), "It is in your conversation with Cairn")
	})
}

func TestWhoIsNotServedBySlackIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare().imported(2)
	w.aimed()
	answer := w.slash(mara, "/cairn roadmap")
	require.NoError(t, w.sim.Fault(slacksim.Fault{Method: "files.completeUploadExternal", Kind: slacksim.FaultError, Error: "missing_scope", Count: 9}))
	w.press(mara, answer, blocks.ActionRoadmapFiles)
	w.await(func() bool {
		all := w.sim.Ephemerals(mara)
		return len(all) > 0 && strings.Contains(all[len(all)-1].Text, "lacks a permission")
	})
}
