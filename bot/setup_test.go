package bot_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"cairn/bot/blocks"
	"cairn/internal/assess"
	"cairn/internal/maturity"
	"cairn/internal/slacksim"
)

// admin makes a person a workspace admin whom Slack has told about, in Berlin.
func (w *world) admin(user string) *world {
	w.Helper()
	require.NoError(w, w.assess.Saw(w.Context(), assess.Person{
		ID: assess.UserID(user), Name: user, Zone: "Europe/Berlin", Locale: "en-GB", Standing: assess.Member, Admin: true, SeenAt: w.Now(),
	}))
	return w
}

// begin gives a command that opens a view.
func (w *world) begin(user, text string) {
	w.Helper()
	seen, err := w.sim.Slash(w.Context(), user, "", text)
	require.NoError(w, err)
	require.Empty(w, seen.Error)
	require.Nil(w, seen.Ephemeral, "%s was answered by a message: %v", text, seen.Ephemeral)
}

// fill sends the page that is open with the values, and what is filled in already, and returns what is shown then.
func (w *world) fill(user string, values map[string]any) *slacksim.View {
	w.Helper()
	in := make(map[string]map[string]any)
	for block, value := range values {
		in[block] = map[string]any{blocks.ActionValue: value}
	}
	_, err := w.sim.Submit(w.Context(), user, w.top(user).ID, in)
	require.NoError(w, err)
	return w.top(user)
}

// enter fills an input in and sends nothing.
func (w *world) enter(user, block string, value any) {
	w.Helper()
	_, err := w.sim.Enter(user, w.top(user).ID, map[string]map[string]any{block: {blocks.ActionValue: value}})
	require.NoError(w, err)
}

// use uses a button or an input of the page that is open, and returns what is shown then.
func (w *world) use(user, action, value string) *slacksim.View {
	w.Helper()
	_, err := w.sim.ClickView(w.Context(), user, w.top(user).ID, action, value)
	require.NoError(w, err)
	return w.top(user)
}

// basics are the inputs of a setup's first page.
func setupBasics() map[string]any {
	return map[string]any{
		"scope": "Harbour & Co", "model": "lawlor/ai-security-maturity@1.0", "channel": leadership,
	}
}

// toCategories fills a setup's pages up to those of the categories.
func (w *world) toCategories(user string) *slacksim.View {
	w.Helper()
	w.begin(user, "/cairn setup")
	require.Contains(w, said(w.top(user).Blocks), "What is assessed, and by whom")
	view := w.fill(user, setupBasics())
	require.Contains(w, said(view.Blocks), "What applies, and when it is asked")
	view = w.fill(user, nil)
	require.Contains(w, said(view.Blocks), "When people work")
	return w.fill(user, map[string]any{"holidays.country": "de-by"})
}

// toReview fills all pages of a setup.
func (w *world) toReview(user string) *slacksim.View {
	w.Helper()
	view := w.toCategories(user)
	require.Contains(w, said(view.Blocks), "Who answers for Governance")
	view = w.fill(user, map[string]any{"categories.governance.owner": gus, "categories.governance.deputy": dee})
	for range 4 {
		require.Contains(w, said(view.Blocks), "Filled in with who answers for")
		view = w.fill(user, nil)
	}
	require.Contains(w, said(view.Blocks), "Review and start")
	return view
}

func TestAProgrammeIsSetUpInSlackPageByPageAndStarted(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	review := said(w.toReview(mara).Blocks)
	assert.Contains(t, review, "It puts *25 questions* to *1 person*.")
	assert.Contains(t, review, "<@U0GUS> · Governance, Technical Controls")
	done := w.fill(mara, nil)
	assert.Contains(t, said(done.Blocks), "The programme is set up.")
	assert.Contains(t, said(done.Blocks), "*Harbour &amp; Co*: the cycle 2026-Q4 is open")

	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), "harbour-co")
	require.NoError(t, err)
	p := st.Programme
	assert.Equal(t, assess.CycleOpen, st.Cycle.State)
	assert.Equal(t, []any{leadership, "Europe/Berlin", "de-by", []assess.UserID{mara}}, []any{p.Channel, p.Zone, p.Country, p.Managers})
	for _, a := range p.Assignments {
		assert.Equal(t, []assess.UserID{gus, dee}, []assess.UserID{a.Owner, a.Deputy}, a.Category)
	}
}

func TestLeadersDaysOffAndRemindersAreSetInSlackAsInAFile(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.begin(mara, "/cairn setup")
	basics := setupBasics()
	basics["leaders"] = []string{gus, dee}
	w.fill(mara, basics)
	w.fill(mara, nil)
	view := w.fill(mara, map[string]any{"holidays.dates": "12-24 to 01-01 Company holidays\nsometime in May"})
	assert.Contains(t, strings.Join(slices.Collect(maps.Values(view.Errors)), " "), `"sometime in May" is not read as a day off`)
	view = w.fill(mara, map[string]any{
		"holidays.dates": "12-24 to 01-01 Company holidays\n2026-05-15", "reminders": []string{"due-morning", "2d after"},
	})
	require.Contains(t, said(view.Blocks), "Who answers for Governance")
	w.fill(mara, map[string]any{"categories.governance.owner": gus})
	for range 4 {
		w.fill(mara, nil)
	}
	w.use(mara, blocks.ActionSetupWhen, blocks.SetupWait)
	w.fill(mara, nil)
	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), "harbour-co")
	require.NoError(t, err)
	p := st.Programme
	assert.Equal(t, []assess.UserID{gus, dee}, p.Leaders)
	assert.Equal(t, []assess.Step{{Kind: assess.DueMorning}, {Kind: assess.AfterDue, Days: 2}}, p.Reminders)
	require.Len(t, p.Holidays, 2)
	assert.Equal(t, "12-24 to 01-01 Company holidays", assess.ClosureLine(p.Holidays[0], "to"))
	assert.True(t, p.Holidays[0].Yearly)

	// Opened again and saved as it stands, nothing changes.
	w.begin(mara, "/cairn setup harbour-co")
	for _, page := range []string{assess.SetupBasics, assess.SetupTime} {
		w.use(mara, blocks.ActionSetupGo, page)
		w.fill(mara, nil)
	}
	assert.Contains(t, said(w.use(mara, blocks.ActionSetupGo, assess.SetupReview).Blocks), "Nothing is changed yet.")
}

func TestASetupCanWaitForTheCadence(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toReview(mara)
	view := w.use(mara, blocks.ActionSetupWhen, blocks.SetupWait)
	assert.Equal(t, "Save and Wait", view.Submit.Text)
	assert.Contains(t, said(w.fill(mara, nil).Blocks), "*Harbour &amp; Co*: the next cycle opens")
	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), "harbour-co")
	require.NoError(t, err)
	assert.Empty(t, st.Cycle.ID)
}

func TestASetupIsTakenUpWhereItWasLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toCategories(mara)
	_, err := w.sim.CloseView(t.Context(), mara, w.top(mara).ID)
	require.NoError(t, err)
	w.begin(mara, "/cairn setup")
	assert.Contains(t, said(w.top(mara).Blocks), "Who answers for Governance")

	view := w.use(mara, blocks.ActionSetupBack, "")
	assert.Contains(t, said(view.Blocks), "When people work")
	list := said(w.use(mara, blocks.ActionSetupGo, blocks.SetupPages).Blocks)
	assert.Contains(t, list, "*1. What is assessed, and by whom*\nHarbour &amp; Co on AI Security Maturity Model")
	assert.Contains(t, list, "*4. Who answers for Governance*\nTo do: ")
	assert.Contains(t, list, "Opens once the pages above are complete.")
	view = w.use(mara, blocks.ActionSetupGo, assess.SetupBasics)
	assert.Contains(t, string(view.Blocks), "harbour-co")
}

func TestWhatWasEnteredIsSavedWhenAnotherPageIsOpened(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toCategories(mara)
	w.enter(mara, "categories.governance.owner", gus)
	w.use(mara, blocks.ActionSetupGo, blocks.SetupPages)
	assert.Contains(t, said(w.top(mara).Blocks), "*4. Who answers for Governance*\n<@U0GUS>")

	w.use(mara, blocks.ActionSetupGo, assess.SetupTime)
	w.enter(mara, "grace", "1")
	view := w.use(mara, blocks.ActionSetupBack, "")
	assert.Contains(t, said(view.Blocks), "was not kept: ")
	assert.Contains(t, said(view.Blocks), "would come when the cycle has closed")
}

func TestFaultsOfASetupStandBesideTheirInputs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara).declare()
	w.begin(mara, "/cairn setup")
	in := setupBasics()
	in["programme"] = "northwind"
	view := w.fill(mara, in)
	assert.Contains(t, view.Errors["programme"], `There is a programme "northwind" already, for Northwind Bank`)
	in["programme"] = ""
	view = w.fill(mara, in)
	require.Empty(t, view.Errors)
	view = w.fill(mara, map[string]any{"cadence.at": "01:00"})
	assert.Contains(t, view.Errors["cadence.at"], "01:00")
}

func TestAnInvitedGuestIsNotTakenAsOwner(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	require.NoError(t, w.assess.Saw(t.Context(), assess.Person{ID: tom, Name: "Tom", Standing: assess.Guest, SeenAt: w.Now()}))
	w.toCategories(mara)
	view := w.fill(mara, map[string]any{"categories.governance.owner": tom})
	assert.Contains(t, view.Errors["categories.governance.owner"], "Tom is a guest in Slack")
}

func TestATestIsTheRealCardToTheManagerAndItsButtonsDoNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toReview(mara)
	view := w.use(mara, blocks.ActionSetupTest, "")
	assert.Contains(t, said(view.Blocks), "A test is in your messages with Cairn.")
	w.use(mara, blocks.ActionSetupTest, "")
	require.Len(t, w.dm(mara), 1, "one version sends one test")
	test := w.dm(mara)[0]
	assert.Contains(t, test.Text, "A test of what <@U0GUS> would be sent.")
	assert.Contains(t, said(test.Blocks), "Governance")
	assert.Empty(t, w.dm(gus), "nobody else is sent anything")
	w.press(mara, test, blocks.ActionSetupTried+blocks.ActionMany+"0")
	assert.Contains(t, w.lastEphemeral(mara), "its buttons do nothing")
}

func TestAProgrammeIsChangedByTheSamePages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	w.begin(mara, "/cairn setup Northwind")
	require.Contains(t, said(w.top(mara).Blocks), "All pages of this setup")
	view := w.use(mara, blocks.ActionSetupGo, assess.CategoryStep("governance"))
	assert.Equal(t, "Change a programme", view.Title.Text)
	assert.NotContains(t, string(view.Blocks), "U0OTTO")
	view = w.fill(mara, map[string]any{"categories.governance.owner": otto})
	require.Contains(t, said(view.Blocks), "All pages of this setup")
	view = w.use(mara, blocks.ActionSetupGo, assess.SetupReview)
	assert.Contains(t, said(view.Blocks), "Owner of Governance: <@U0OTTO> (was <@U0GUS>)")
	assert.Equal(t, "Save Changes", view.Submit.Text)
	assert.Contains(t, said(w.fill(mara, nil).Blocks), "The changes are saved.")
	st, err := w.assess.Status(t.Context(), assess.BySlack(mara), northwind)
	require.NoError(t, err)
	assert.Equal(t, assess.UserID(otto), st.Programme.Assignments[0].Owner)
	assert.Equal(t, assess.BySlack(mara), st.Programme.UpdatedBy)
}

func TestWhatAFileChangedMeanwhileIsShownAndNotOverwritten(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]assess.UserID{blocks.ActionSetupMine: otto, blocks.ActionSetupTheirs: tom} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).declare()
			w.begin(mara, "/cairn setup northwind")
			w.use(mara, blocks.ActionSetupGo, assess.CategoryStep("governance"))
			w.fill(mara, map[string]any{"categories.governance.owner": otto})
			p, faults := assess.ParseManifest([]byte(strings.Replace(programmeFile, "owner: U0GUS", "owner: U0TOM", 1)), "p.yaml", maturity.Find)
			require.Empty(t, faults)
			_, err := w.assess.Apply(t.Context(), assess.Actor{Source: assess.FromCLI}, p, false)
			require.NoError(t, err)

			view := w.use(mara, blocks.ActionSetupGo, assess.SetupReview)
			assert.Contains(t, said(view.Blocks), "Owner of Governance: you have <@U0OTTO>; the operator set <@U0TOM>")
			assert.Nil(t, view.Submit, "nothing is finished before the conflict is settled")
			view = w.use(mara, action, "")
			assert.NotContains(t, said(view.Blocks), "you have <@U0OTTO>")
			require.Equal(t, "Save Changes", view.Submit.Text)
			w.fill(mara, nil)
			st, err := w.assess.Status(t.Context(), assess.BySlack(mara), northwind)
			require.NoError(t, err)
			assert.Equal(t, want, st.Programme.Assignments[0].Owner)
		})
	}
}

func TestWhoMayNotSetUpIsToldWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t).declare()
	assert.Contains(t, w.slash(otto, "/cairn setup").Text, "Only workspace admins")
	assert.Contains(t, w.slash(gus, "/cairn setup northwind").Text, "Only the managers of Northwind Bank")
	assert.Contains(t, w.slash(mara, "/cairn setup northwnd").Text, "There is no programme `northwnd` that you run.")
}

func TestADiscardedSetupSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toCategories(mara)
	w.use(mara, blocks.ActionSetupGo, blocks.SetupPages)
	view := w.use(mara, blocks.ActionSetupDiscard, "")
	assert.Contains(t, said(view.Blocks), "The setup was discarded.")
	drafts, err := w.assess.Drafts(t.Context(), assess.BySlack(mara))
	require.NoError(t, err)
	assert.Empty(t, drafts)
}

func TestASetupOfTwelveCategoriesFitsItsViews(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.begin(mara, "/cairn setup")
	in := setupBasics()
	in["scope"], in["model"] = strings.Repeat("W&<", 26), "cairn/aismm@1.0"
	for _, m := range maturity.Embedded() {
		if len(m.Categories()) == 12 {
			in["model"] = m.ID
		}
	}
	view := w.fill(mara, in)
	for i := 0; !strings.Contains(said(view.Blocks), "Review and start"); i++ {
		require.Less(t, i, 20)
		values := map[string]any{}
		if i == 2 {
			values["categories."+strings.TrimPrefix(w.draft(mara).Step, "category/")+".owner"] = gus
		}
		view = w.fill(mara, values)
		require.Empty(t, view.Errors, fmt.Sprint(view.Errors))
	}
	w.use(mara, blocks.ActionSetupGo, blocks.SetupPages)
	assert.Contains(t, said(w.top(mara).Blocks), "*15. Who answers for")
}

// draft is what a person is setting up.
func (w *world) draft(user string) assess.Draft {
	w.Helper()
	drafts, err := w.assess.Drafts(w.Context(), assess.BySlack(assess.UserID(user)))
	require.NoError(w, err)
	require.NotEmpty(w, drafts)
	return drafts[0]
}

func TestASetupChangedInAnotherWindowIsShownAsItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toCategories(mara)
	d := w.draft(mara)
	w.moveTo(w.Now().Add(time.Minute))
	_, err := w.assess.ChangeDraft(t.Context(), assess.BySlack(mara), d.ID, d.Version, assess.SetupCategoryPage{Category: "governance", Owner: tom})
	require.NoError(t, err)
	view := w.fill(mara, map[string]any{"categories.governance.owner": gus})
	assert.Contains(t, said(view.Blocks), "was changed in another window meanwhile")
	view = w.fill(mara, map[string]any{"categories.governance.owner": gus})
	assert.Contains(t, said(view.Blocks), "Who answers for Technical Controls", "what is shown now can be saved")
}

func TestTheHomeTabGoesOnWithASetupAndDiscardsIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.toCategories(mara)
	_, err := w.sim.CloseView(t.Context(), mara, w.top(mara).ID)
	require.NoError(t, err)
	w.openHome(mara)
	w.await(w.shows(mara, "Harbour &amp; Co"))
	home, _ := w.sim.Home(mara)
	_, err = w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionSetupContinue, "")
	require.NoError(t, err)
	assert.Contains(t, said(w.top(mara).Blocks), "Who answers for Governance")
	_, err = w.sim.CloseView(t.Context(), mara, w.top(mara).ID)
	require.NoError(t, err)
	home, _ = w.sim.Home(mara)
	_, err = w.sim.ClickView(t.Context(), mara, home.ID, blocks.ActionSetupDiscard, "")
	require.NoError(t, err)
	w.await(func() bool { return !w.shows(mara, "Harbour &amp; Co")() })
	drafts, err := w.assess.Drafts(t.Context(), assess.BySlack(mara))
	require.NoError(t, err)
	assert.Empty(t, drafts)
}

func TestAReviewKnowsWhereThoseLiveWhomTheSetupNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t).admin(mara)
	w.sim.AddUser(slacksim.User{ID: "U0YUKI", Name: "yuki", RealName: "Yuki Abe", TZ: "Asia/Tokyo"})
	w.toCategories(mara)
	w.fill(mara, map[string]any{"categories.governance.owner": "U0YUKI"})
	require.NoError(t, w.bot.Stop(t.Context()), "once it has asked Slack")
	view := w.top(mara)
	for range 4 {
		view = w.fill(mara, nil)
	}
	assert.Contains(t, said(view.Blocks), "Message: Thu 1 Oct, 17:00 JST")
	assert.NotContains(t, said(view.Blocks), "Slack has not told Cairn about <@U0YUKI>")
}
