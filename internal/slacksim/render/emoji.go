package render

import "strings"

// emoji draws one emoji with its name for screen readers.
func (r *renderer) emoji(name, glyph string) {
	r.el("span", glyph, cls("emoji"), at("role", "img"), at("aria-label", strings.ReplaceAll(name, "_", " ")), at("title", ":"+name+":"))
}

// shortcode reads the name of a :shortcode: at the start of s.
func shortcode(s string) (string, bool) {
	const longest = 40
	for i := 1; i < len(s) && i <= longest; i++ {
		c := s[i]
		switch {
		case c == ':':
			return s[1:i], i > 1
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '_', c == '-', c == '+':
		default:
			return "", false
		}
	}
	return "", false
}

// emoji names the usual ones; a shortcode that is not here stays text, as a custom emoji of another workspace would.
var emoji = map[string]string{
	"+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "wave": "👋", "clap": "👏", "pray": "🙏",
	"muscle": "💪", "raised_hands": "🙌", "point_right": "👉", "point_down": "👇", "point_up": "☝️", "eyes": "👀",
	"ok_hand": "👌", "handshake": "🤝", "writing_hand": "✍️", "raising_hand": "🙋", "bow": "🙇", "shrug": "🤷",
	"smile": "😄", "slightly_smiling_face": "🙂", "grinning": "😀", "wink": "😉", "joy": "😂", "thinking_face": "🤔",
	"sweat_smile": "😅", "tada": "🎉", "confetti_ball": "🎊", "sparkles": "✨", "star": "⭐", "star2": "🌟",
	"fire": "🔥", "rocket": "🚀", "100": "💯", "trophy": "🏆", "medal": "🏅", "heart": "❤️", "green_heart": "💚",
	"white_check_mark": "✅", "heavy_check_mark": "✔️", "ballot_box_with_check": "☑️", "x": "❌",
	"negative_squared_cross_mark": "❎", "no_entry": "⛔", "no_entry_sign": "🚫", "warning": "⚠️",
	"rotating_light": "🚨", "exclamation": "❗", "heavy_exclamation_mark": "❗", "question": "❓",
	"grey_question": "❔", "information_source": "ℹ️", "bulb": "💡", "mega": "📣", "loudspeaker": "📢",
	"bell": "🔔", "no_bell": "🔕", "speech_balloon": "💬", "thought_balloon": "💭", "email": "✉️",
	"envelope": "✉️", "incoming_envelope": "📨", "inbox_tray": "📥", "outbox_tray": "📤", "package": "📦",
	"memo": "📝", "pencil": "📝", "pencil2": "✏️", "clipboard": "📋", "page_facing_up": "📄", "books": "📚",
	"book": "📖", "bookmark": "🔖", "link": "🔗", "paperclip": "📎", "pushpin": "📌", "round_pushpin": "📍",
	"calendar": "📆", "date": "📅", "spiral_calendar_pad": "🗓️", "clock1": "🕐", "clock9": "🕘",
	"hourglass": "⌛", "hourglass_flowing_sand": "⏳", "alarm_clock": "⏰", "stopwatch": "⏱️", "timer_clock": "⏲️",
	"chart_with_upwards_trend": "📈", "chart_with_downwards_trend": "📉", "bar_chart": "📊", "mag": "🔍",
	"mag_right": "🔎", "lock": "🔒", "unlock": "🔓", "closed_lock_with_key": "🔐", "key": "🔑", "shield": "🛡️",
	"gear": "⚙️", "wrench": "🔧", "hammer": "🔨", "hammer_and_wrench": "🛠️", "toolbox": "🧰", "bug": "🐛",
	"robot_face": "🤖", "brain": "🧠", "microscope": "🔬", "test_tube": "🧪", "dart": "🎯", "compass": "🧭",
	"world_map": "🗺️", "checkered_flag": "🏁", "triangular_flag_on_post": "🚩", "mountain": "⛰️",
	"snow_capped_mountain": "🏔️", "rock": "🪨", "seedling": "🌱", "deciduous_tree": "🌳", "ladder": "🪜",
	"building_construction": "🏗️", "office": "🏢", "bank": "🏦", "scales": "⚖️", "game_die": "🎲",
	"busts_in_silhouette": "👥", "bust_in_silhouette": "👤", "technologist": "🧑‍💻", "detective": "🕵️",
	"arrow_up": "⬆️", "arrow_down": "⬇️", "arrow_right": "➡️", "arrow_left": "⬅️", "arrow_upper_right": "↗️",
	"arrow_lower_right": "↘️", "left_right_arrow": "↔️", "small_red_triangle": "🔺",
	"small_red_triangle_down": "🔻", "arrows_counterclockwise": "🔄", "repeat": "🔁", "fast_forward": "⏩",
	"red_circle": "🔴", "large_orange_circle": "🟠", "large_yellow_circle": "🟡", "large_green_circle": "🟢",
	"large_blue_circle": "🔵", "large_purple_circle": "🟣", "white_circle": "⚪", "black_circle": "⚫",
	"large_red_square": "🟥", "large_yellow_square": "🟨", "large_green_square": "🟩",
	"white_large_square": "⬜", "black_large_square": "⬛", "white_medium_square": "◻️", "small_blue_diamond": "🔹",
	"small_orange_diamond": "🔸", "zero": "0️⃣", "one": "1️⃣", "two": "2️⃣", "three": "3️⃣", "four": "4️⃣",
	"desert_island": "🏝️", "beach_with_umbrella": "🏖️", "airplane": "✈️", "bus": "🚌", "car": "🚗",
	"train": "🚆", "mask": "😷", "sick": "🤢",
	"hospital": "🏥", "baby": "👶", "christmas_tree": "🎄", "school_satchel": "🎒", "knife_fork_plate": "🍽️",
	"headphones": "🎧", "telephone_receiver": "📞",
	"five": "5️⃣", "zzz": "💤", "coffee": "☕", "sunny": "☀️", "partly_sunny": "⛅", "cloud": "☁️",
	"thread": "🧵", "new": "🆕", "soon": "🔜", "up": "🆙", "ok": "🆗", "recycle": "♻️", "wastebasket": "🗑️",
	"palm_tree": "🌴", "face_with_thermometer": "🤒", "house": "🏠", "house_with_garden": "🏡",
}
