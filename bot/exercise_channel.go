package bot

import (
	"context"
	"slices"

	"github.com/slack-go/slack"

	"cairn/internal/assess"
	"cairn/internal/exercise"
)

// How many members of a channel are read. Somebody who is not among so many counts as missing, which the facilitator can see.
const (
	memberPage  = 500
	memberPages = 20
)

// ChannelOf says whether Cairn can post in a channel and who of the people are not in it. A channel that Slack does not show to
// Cairn is one that it cannot post in.
func (b *Bot) ChannelOf(ctx context.Context, channel string, people []assess.UserID) (exercise.ChannelState, error) {
	var state exercise.ChannelState
	if err := b.messenger.pace.call(ctx, "conversations.info", channel); err != nil {
		return state, err
	}
	info, err := b.client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if slackError(err) == "channel_not_found" {
		state.Missing = people
		return state, nil
	}
	if err != nil {
		return state, explain(err, channel)
	}
	state.Name, state.Joined = info.Name, info.IsMember && !info.IsArchived
	missing, cursor := slices.Clone(people), ""
	for range memberPages {
		if err := b.messenger.pace.call(ctx, "conversations.members", channel+" "+cursor); err != nil {
			return state, err
		}
		members, next, err := b.client.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{
			ChannelID: channel, Cursor: cursor, Limit: memberPage,
		})
		if err != nil {
			return state, explain(err, channel)
		}
		missing = slices.DeleteFunc(missing, func(u assess.UserID) bool { return slices.Contains(members, string(u)) })
		if cursor = next; cursor == "" || len(missing) == 0 {
			break
		}
	}
	state.Missing = missing
	return state, nil
}
