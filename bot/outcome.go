package bot

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"cairn/internal/errs"
)

// outcome is what is known of a call to Slack.
type outcome int

const (
	done    outcome = iota
	refused         // nothing happened
	unknown         // it may have happened
)

// retryLimit is how long to leave Slack alone when it says that it is asked too much, but not until when.
const retryLimit = 30 * time.Second

// unsure are Slack's errors after which part of the operation may have succeeded.
var unsure = []string{"fatal_error", "internal_error", "request_timeout", "service_unavailable"}

// outcomeOf classifies the error of a call that must not happen twice.
func outcomeOf(err error) outcome {
	var (
		limited *slack.RateLimitedError
		status  slack.StatusCodeError
		dial    *net.OpError
	)
	switch code := slackError(err); {
	case err == nil:
		return done
	case code != "":
		if slices.Contains(unsure, code) {
			return unknown
		}
		return refused
	case errors.As(err, &limited):
		return refused
	case errors.As(err, &status) && status.Code < http.StatusInternalServerError:
		return refused
	case errors.As(err, &dial) && dial.Op == "dial":
		return refused
	default: // a timeout, a lost connection, a 5xx, an answer that cannot be read
		return unknown
	}
}

// slackError returns the word Slack gave for what went wrong, such as "channel_not_found", or "".
func slackError(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) {
		return e.Err
	}
	return ""
}

// blocksRefused reports whether Slack did not take the blocks of a message.
func blocksRefused(err error) bool {
	code := slackError(err)
	return code == "invalid_blocks" || code == "invalid_blocks_format"
}

// explain turns the error of a call about a person or channel into one that says what to do. It is errs.Unavailable
// while the same call may work later, which includes everything that somebody can mend in Slack: nothing is given up
// that way. It is another code only when the call can never work.
func explain(err error, to string) error {
	if err == nil {
		return nil
	}
	var limited *slack.RateLimitedError
	if errors.As(err, &limited) {
		return slower(err, limited.RetryAfter)
	}
	person := strings.HasPrefix(to, "U") || strings.HasPrefix(to, "W") || strings.HasPrefix(to, "D")
	switch code := slackError(err); code {
	case "ratelimited", "rate_limited", "message_limit_exceeded":
		return slower(err, retryLimit)
	case "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "cannot_dm_bot", "is_inactive", "messages_tab_disabled":
		return errs.New(errs.NotFound, "Slack cannot deliver a message to %s (%s). The account may be deactivated, or it may not be "+
			"in this workspace: name somebody else in the programme.", to, code).Because(err)
	case "channel_not_found":
		if person {
			return errs.New(errs.NotFound, "Slack knows no conversation with %s. The account may be deactivated: name somebody else "+
				"in the programme.", to).Because(err)
		}
		return later(err, "Slack shows Cairn no channel %s. If it is private, invite Cairn to it; if it is gone, name another in the programme.", to)
	case "not_in_channel":
		return later(err, "Cairn is not a member of the channel %s. Invite it there: /invite @Cairn.", to)
	case "is_archived":
		return later(err, "The channel %s is archived. Bring it back, or name another in the programme.", to)
	case "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel":
		return later(err, "The workspace does not let Cairn post in %s (%s). Ask a workspace admin to allow it.", to, code)
	case "missing_scope":
		return later(err, "Cairn's Slack app lacks a permission%s. Add it in the app's settings (deploy/slack/manifest.yaml lists all) "+
			"and install the app again.", needed(err))
	case "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission", "team_access_not_granted":
		return later(err, "Slack does not accept Cairn's bot token (%s). Install the app again and set the new token.", code)
	case "":
		return later(err, "Slack does not answer properly.")
	default:
		if slices.Contains(unsure, code) {
			return later(err, "Slack has trouble (%s).", code)
		}
		return err // a defect of ours, such as invalid_blocks
	}
}

// later says that the same call may work later; whoever repeats it knows how patient to be.
func later(err error, sentence string, args ...any) error {
	return errs.New(errs.Unavailable, sentence, args...).Because(err)
}

// slower passes on how long Slack asks to be left alone.
func slower(err error, after time.Duration) error {
	e := errs.New(errs.Unavailable, "Slack asks Cairn to slow down.").Because(err)
	e.RetryAfter = max(after, time.Second)
	return e
}

func needed(err error) string {
	var e slack.SlackErrorResponse
	if errors.As(err, &e) && e.Needed != "" {
		return " (" + e.Needed + ")"
	}
	return ""
}
