package dialogue

import (
	"fmt"

	"daicho/bot"
)

// pageRows is how many rows a page of a table has.
const pageRows = 10

// pagesOf is how many pages so many rows take; one where there are none.
func pagesOf(rows int) int { return max((rows+pageRows-1)/pageRows, 1) }

// pageOfRows are the rows of a page, from 1; none beyond the last.
func pageOfRows[T any](rows []T, page int) []T {
	from := min((page-1)*pageRows, len(rows))
	return rows[from:min(from+pageRows, len(rows))]
}

// pageAt reads the page of a list of so many rows from the next argument of a
// route: the first where it names none, the last where there are not so many.
func pageAt(args []string, rows int) int { return pageAmong(args, pagesOf(rows)) }

// pageAmong is pageAt for pages that are counted otherwise.
func pageAmong(args []string, pages int) int {
	if len(args) == 0 {
		return 1
	}
	return min(max(revision(args[0]), 1), pages)
}

// beyond are the arguments behind the first.
func beyond(args []string) []string { return args[min(1, len(args)):] }

// turnPages are the buttons to the pages beside this one of a list of so many
// rows; unit counts them: 件.
func turnPages(to func(page int) bot.ActionID, page, rows int, unit string) (list []bot.Action) {
	if page < pagesOf(rows) {
		list = append(list, bot.Action{ID: to(page + 1), Label: fmt.Sprintf("次の%d%sを見る", min(pageRows, rows-page*pageRows), unit)})
	}
	if page > 1 {
		list = append(list, bot.Action{ID: to(page - 1), Label: fmt.Sprintf("前の%d%sを見る", pageRows, unit)})
	}
	return list
}

// below are the routes of pages whose number follows a route.
func below(route string) func(page int) bot.ActionID {
	return func(page int) bot.ActionID { return bot.ActionID(fmt.Sprintf("%s/%d", route, page)) }
}
