package bot

import (
	"context"
)

// CheckToken asks Slack whether it accepts the bot token. The error is errs.Invalid when it does not, which only a person can mend,
// and errs.Unavailable when Slack does not say.
func (b *Bot) CheckToken(ctx context.Context) error {
	_, err := b.client.AuthTestContext(ctx)
	if err == nil {
		return nil
	}
	switch code := slackError(err); code {
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type", "no_permission",
		"team_access_not_granted":
		return refusal(err, "SLACK_BOT_TOKEN: Slack does not accept the bot token (%s). Take the one that the app's page shows at Install App, "+
			"of this workspace; where it shows none, install the app again.", code)
	case "":
		return later(err, "Slack cannot be reached. Check that this machine reaches slack.com over HTTPS; a proxy is taken from HTTPS_PROXY.")
	}
	return explain(err, "")
}
