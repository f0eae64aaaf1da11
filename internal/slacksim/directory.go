package slacksim

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"cairn/internal/slacksim/blockkit"
)

// The methods about people, the team and the app itself.

// userJSON is Slack's user object. The address is only in it with the scope for it.
func (w *Workspace) userJSON(stored *User, withLocale bool) map[string]any {
	u := w.present(stored)
	now := w.opt.Clock().In(u.Location())
	zone, offset := now.Zone()
	profile := map[string]any{
		"real_name": u.RealName, "real_name_normalized": u.RealName, "display_name": u.DisplayName,
		"display_name_normalized": u.DisplayName, "title": u.Title, "status_text": u.StatusText,
		"status_text_canonical": "", "status_emoji": u.StatusEmoji, "status_emoji_display_info": []any{},
		"status_expiration": u.StatusExpiration, "team": w.opt.TeamID,
	}
	if slices.Contains(w.opt.Scopes, "users:read.email") && u.Email != "" {
		profile["email"] = u.Email
	}
	out := map[string]any{
		"id": u.ID, "team_id": w.opt.TeamID, "name": u.Name, "deleted": u.Deleted, "real_name": u.RealName,
		"profile": profile, "is_bot": u.IsBot, "is_app_user": false, "updated": u.Updated,
	}
	if !u.Deleted { // of somebody deactivated Slack tells no more
		out["is_admin"], out["is_owner"], out["is_primary_owner"] = u.IsAdmin, false, false
		out["is_restricted"], out["is_ultra_restricted"] = u.IsGuest, false
		out["tz"], out["tz_label"], out["tz_offset"] = u.TZ, zone, offset
	}
	if u.IsBot {
		profile["bot_id"], profile["api_app_id"] = w.botID, w.opt.AppID
	}
	if withLocale {
		out["locale"] = u.Locale
	}
	return out
}

func (c *call) usersInfo() (map[string]any, *methodError) {
	u, ok := c.w.users[c.args["user"]]
	if !ok {
		return nil, failed("user_not_found")
	}
	return map[string]any{"user": c.w.userJSON(u, c.flag("include_locale"))}, nil
}

func (c *call) usersList() (map[string]any, *methodError) {
	page, next, fail := paginate(c, c.w.userOrder, func(id string) string { return id }, 1000, 1000)
	if fail != nil {
		return nil, fail
	}
	members := make([]map[string]any, 0, len(page))
	for _, id := range page {
		members = append(members, c.w.userJSON(c.w.users[id], c.flag("include_locale")))
	}
	return withCursor(map[string]any{"members": members, "cache_ts": c.w.opt.Clock().Unix()}, next), nil
}

func (c *call) usersLookupByEmail() (map[string]any, *methodError) {
	for _, id := range c.w.userOrder {
		u := c.w.users[id]
		if email := c.args["email"]; email != "" && !u.Deleted && strings.EqualFold(u.Email, email) {
			return map[string]any{"user": c.w.userJSON(u, false)}, nil
		}
	}
	return nil, failed("users_not_found")
}

func (c *call) teamInfo() (map[string]any, *methodError) {
	return map[string]any{"team": map[string]any{
		"id": c.w.opt.TeamID, "name": c.w.opt.TeamName, "domain": c.w.opt.TeamDomain, "email_domain": "",
		"icon": map[string]any{"image_default": true},
	}}, nil
}

func (c *call) authTest() (map[string]any, *methodError) {
	return map[string]any{
		"url": c.base + "/", "team": c.w.opt.TeamName, "user": c.w.opt.BotName, "team_id": c.w.opt.TeamID,
		"user_id": c.w.opt.BotUserID, "bot_id": c.w.botID, "is_enterprise_install": false,
	}, nil
}

func (c *call) apiTest() (map[string]any, *methodError) {
	if code := c.args["error"]; code != "" {
		return nil, failed(code)
	}
	args := make(map[string]any, len(c.args))
	for k, v := range c.args {
		args[k] = v
	}
	return map[string]any{"args": args}, nil
}

// connectionsOpen gives an address for one Socket Mode connection, if the app's callbacks do not go over HTTP; Slack's own
// word for that is not published.
func (c *call) connectionsOpen() (map[string]any, *methodError) {
	switch c.token {
	case "":
		return nil, failed("not_authed")
	case c.w.opt.AppToken:
		if c.w.sockets != nil {
			return map[string]any{"url": c.w.sockets.ticket(c.base)}, nil
		}
		return nil, failed("feature_not_enabled", "Socket Mode is not turned on for this app")
	case c.w.opt.BotToken:
		return nil, failed("not_allowed_token_type")
	}
	return nil, failed("invalid_auth")
}

// blocksValidate checks exactly one of blocks, message and view and returns structured faults.
func (c *call) blocksValidate() (map[string]any, *methodError) {
	var faults []blockkit.Fault
	var code string
	switch blocks, message, view := c.args["blocks"], c.args["message"], c.args["view"]; {
	case blocks != "" && message == "" && view == "":
		code = "invalid_blocks"
		parsed, err := blockkit.Parse([]byte(blocks))
		if err != nil {
			return nil, failed("invalid_arguments", err.Error())
		}
		faults = parsed.Validate(blockkit.Message)
	case message != "" && blocks == "" && view == "":
		code = "invalid_message"
		var m struct {
			Blocks json.RawMessage `json:"blocks"`
		}
		if err := json.Unmarshal([]byte(message), &m); err != nil {
			return nil, failed("invalid_arguments", err.Error())
		}
		parsed, err := blockkit.Parse(m.Blocks)
		if err != nil {
			return nil, failed("invalid_arguments", err.Error())
		}
		faults = parsed.Validate(blockkit.Message)
	case view != "" && blocks == "" && message == "":
		code = "invalid_view"
		parsed, err := blockkit.ParseView([]byte(view))
		if err != nil {
			return nil, failed("invalid_arguments", err.Error())
		}
		surface := blockkit.Modal
		if parsed["type"] == "home" {
			surface = blockkit.Home
		}
		faults = parsed.Validate(surface)
	default:
		return nil, failed("invalid_arguments", "provide exactly one of blocks, message and view")
	}
	if len(faults) == 0 {
		return map[string]any{}, nil
	}
	slices.SortStableFunc(faults, func(a, b blockkit.Fault) int { return cmp.Compare(a.Pointer, b.Pointer) })
	return nil, &methodError{code: code, fields: map[string]any{"errors": faults}}
}
