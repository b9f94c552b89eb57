"""A trend on the terminal: a bar a period, shaded where nothing is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sholu.cli.show import console
from sholu.plural import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sholu.trends import Cover, Point, Series, Trend

WIDTH = 40
"""Characters of the longest bar."""
SHADE = "░"
LEGEND = (
    "a line is a period: articles found, their share of all articles of the period; "
    f"{SHADE}: no source was seen, or not every site on every day"
)


def show_trend(trend: Trend) -> None:
    """Print every series with its count, share and base, and which sources stood under it."""
    out = console()
    copies = "copies left out" if trend.unique else "copies counted"
    head = f"by {trend.by}, {trend.first} to {trend.last}, days of {trend.zone}, {copies}"
    out.print(head, markup=False, style="dim")
    out.print(LEGEND, markup=False, style="dim")
    most = max((point.articles for one in trend.series for point in one.points), default=0)
    same = len({series.sites for series in trend.series}) == 1
    for series in trend.series:
        out.print()
        _show_series(series, most)
        if not same:
            _show_covers(series.sites)
    if same:
        out.print()
        _show_covers(trend.series[0].sites)
    if not trend.series:
        out.print("nothing to count: no article has a value to group by", markup=False)


def _show_series(series: Series, most: int) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    for justify in ("left", "left", "right", "right", "left"):
        grid.add_column(justify=justify, no_wrap=True)
    for point in series.points:
        count = "" if point.gap else str(point.articles)
        cells = [Text(_label(point)), _bar(point, most), Text(count), Text(_share(point))]
        grid.add_row(*cells, Text(_note(point), style="dim"))
    total = f"{series.articles} of {series.published}"
    console().print(Text(series.name, style="bold") + Text(f"  {total}", style="dim"))
    console().print(grid)


def _show_covers(sites: tuple[Cover, ...]) -> None:
    """Each site, and under it those of its sources that did not always answer."""
    for site in sites:
        lines = [_cover(site)]
        lines += [
            f"  {url}: up on {up} of {counted(n, 'day')} asked"
            for url, up, n in site.sources
            if up < n
        ]
        for line in lines:
            console().print(f"  {line}", markup=False, style="dim")


def _label(point: Point) -> str:
    return point.period.start.isoformat()


def _bar(point: Point, most: int) -> RenderableType:
    from rich.bar import Bar
    from rich.text import Text

    if point.gap:
        return Text(SHADE * WIDTH, style="dim")
    return Bar(size=max(most, 1), begin=0, end=point.articles, width=WIDTH, color="cyan")


def _share(point: Point) -> str:
    return "" if point.share is None else f"{100 * point.share:.1f} %"


def _note(point: Point) -> str:
    if point.gap:
        return "no data"
    notes = [f"of {point.published}"]
    if point.partial:
        notes.append(f"{SHADE} {point.seen} of {point.expected} site-days seen")
    if not point.period.whole:
        notes.append(f"{counted(point.period.days, 'day')} of it")
    return ", ".join(notes)


def _cover(site: Cover) -> str:
    unasked = site.days - len(site.seen) - len(site.down)
    words = [f"a source up on {len(site.up)} of {counted(site.days, 'day')}"]
    if site.quiet:
        words.append(f"quiet on {len(site.quiet)} of them")
    if site.late:
        words.append(f"{len(site.late)} known from later")
    if site.down:
        states = ", ".join(sorted({state for _, state in site.down}))
        words.append(f"{len(site.down)} down ({states})")
    if unasked:
        words.append(f"{unasked} not asked")
    return f"{site.site}: {', '.join(words)}"
