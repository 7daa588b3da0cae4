"""Tables in the report: genres by group, whole, with shares both ways, sorted by a click on a heading."""

from __future__ import annotations

from html import escape

from organizer.analysis.judging.crosstab import NO_GROUP
from organizer.base.language import number, tr
from organizer.base.palette import group_colour
from organizer.work.arranging.group_labels import LabelTable, in_words

STYLE = (
    ".table{overflow-x:auto}table{border-collapse:collapse;font-size:13px}"
    "th,td{padding:4px 10px;border-bottom:1px solid var(--quiet);text-align:right;white-space:nowrap}"
    "th{position:sticky;top:0;background:var(--paper);cursor:pointer;vertical-align:bottom}"
    "th:first-child,td:first-child{text-align:left}th button{all:unset;cursor:pointer}"
    "th button:focus-visible{outline:2px solid var(--accent)}small{color:var(--faint)}"
    "th i{display:inline-block;width:10px;height:10px;border-radius:5px;margin-right:5px}"
)
#: Sorts by the column whose heading is clicked: words from a to z, numbers from the largest down.
_SORT = (
    "<script>document.querySelectorAll('table.sorted').forEach(t=>t.querySelectorAll('th').forEach((h,c)=>"
    "h.addEventListener('click',()=>{const b=t.tBodies[0];const v=r=>r.cells[c].dataset.v;"
    "[...b.rows].sort((x,y)=>c?v(y)-v(x):v(x).localeCompare(v(y))).forEach(r=>b.append(r))})))</script>"
)


def section(laid_out: LabelTable | None) -> str:
    """The table as a section of the page; nothing where there are no groups."""
    if laid_out is None:
        return ""
    table = laid_out.table
    of_label, of_group = table.of_label, table.of_group
    is_genre = laid_out.kind == "genre"
    heads = [
        f"<th><button>{escape(tr('Genre') if is_genre else tr('Label'))}</button></th>",
        f"<th><button>{escape(tr('Songs'))}</button></th>",
    ]
    for at, group in enumerate(table.groups):
        colour = "" if group == NO_GROUP else group_colour(group)
        dot = f'<i style="background:{colour}"></i>' if colour else ""
        heads.append(f"<th><button>{dot}{escape(laid_out.group(at))}</button></th>")
    rows = []
    for row in range(len(table.labels)):
        label, total = escape(laid_out.label(row)), int(table.counts[row].sum())
        cells = [f'<td data-v="{label}">{label}</td>', f'<td data-v="{total}">{number(total)}</td>']
        for at in range(len(table.groups)):
            n = int(table.counts[row, at])
            shares = tr(
                "{of_label}% · {of_group}%",
                of_label=round(100 * float(of_label[row, at])),
                of_group=round(100 * float(of_group[row, at])),
            )
            cells.append(f'<td data-v="{n}">{f"{number(n)} <small>{shares}</small>" if n else ""}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    words = " ".join(f"{text}." for text in in_words(laid_out))
    title = tr("Which genres are in which group?") if is_genre else tr("Which labels are in which group?")
    about = (
        tr(
            "Songs, and small beside them their share of the genre and their share of the group. Click a "
            "heading to sort."
        )
        if is_genre
        else tr(
            "Songs, and small beside them their share of the label and their share of the group. Click a "
            "heading to sort."
        )
    )
    return (
        f"<section><h2>{escape(title)}</h2><p>{escape(f'{about} {words}')}</p>"
        f'<div class="table"><table class="sorted"><thead><tr>{"".join(heads)}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{_SORT}</section>"
    )
