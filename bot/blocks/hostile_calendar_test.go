package blocks_test

import (
	"cairn/bot/blocks"
	"cairn/internal/feed"
)

func init() { surfaces = append(surfaces, calendarSurfaces...) }

var calendarSurfaces = []surface{
	{"CalendarMade", func(r blocks.Reader, v victim) any {
		p := v.Status.Programme
		return blocks.CalendarMade(r, &p, feed.Made{Address: v.Words, Ended: true})
	}},
	{"CalendarKept", func(r blocks.Reader, v victim) any {
		p := v.Status.Programme
		return blocks.CalendarKept(r, &p, feed.Feed{MadeAt: early})
	}},
	{"PlanFilesComment", func(r blocks.Reader, v victim) any {
		return blocks.PlanFilesComment(r, v.way(), blocks.RoadmapPage{Category: "governance"})
	}},
	{"PlanComment", func(r blocks.Reader, v victim) any { return blocks.PlanComment(r, v.way()) }},
}
