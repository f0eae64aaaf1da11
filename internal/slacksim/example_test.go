package slacksim_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/slack-go/slack"

	"cairn/internal/slacksim"
)

// A bot built on the real client posts a question; a person answers it with a button.
func Example() {
	ctx := context.Background()
	w := slacksim.New(slacksim.Options{})
	ana := w.AddUser(slacksim.User{Name: "ana", RealName: "Ana Sample"})
	url, stop, err := w.Listen("127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = stop() }()

	api := slack.New(w.Options().BotToken, slack.OptionAPIURL(url+"/api/"))
	bot := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		click, err := slack.InteractionCallbackParse(r)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, _, _, err = api.UpdateMessageContext(r.Context(), click.Channel.ID, click.Message.Timestamp,
			slack.MsgOptionText("Answered: "+click.ActionCallback.BlockActions[0].Value, false))
		if err != nil {
			fmt.Println(err)
		}
	}))
	defer bot.Close()
	w.ConnectHTTP(bot.URL, bot.URL, bot.URL)

	channel, ts, err := api.PostMessageContext(ctx, ana.ID, slack.MsgOptionText("Is there a policy?", false),
		slack.MsgOptionBlocks(slack.NewActionBlock("policy", slack.NewButtonBlockElement("answer", "yes",
			slack.NewTextBlockObject(slack.PlainTextType, "Yes", false, false)))))
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := w.Click(ctx, ana.ID, channel, ts, "answer", ""); err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range w.Messages(channel) {
		fmt.Println(m.Text)
	}
	// Output: Answered: yes
}
