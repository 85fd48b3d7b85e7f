"""For teachers: the results that learners hand in, as a table."""

import csv
from collections import Counter
from collections.abc import Sequence
from io import StringIO

import streamlit as st

from graphlab.engine.errors import GraphlabError, Translate
from graphlab.engine.errors import mark as _
from graphlab.practice.progress import Result, parse_result
from graphlab.ui.components.node_table import Column, Row, node_table
from graphlab.ui.frame.shell import escape, sentence
from graphlab.ui.practice.course_choice import marks, slip_text


def collect(translate: Translate) -> None:
    """Draw the table of the results that were handed in."""
    files = st.file_uploader(translate(_("Results that were handed in")), type="json", accept_multiple_files=True,
                             key="results")  # fmt: skip
    found: list[Result] = []
    for file in files or []:
        try:
            found.append(parse_result(file.getvalue().decode("utf-8", errors="replace")))
        except GraphlabError as error:
            st.error(f"{escape(file.name)}: {sentence(error.sentence(translate))}")
    if not found:
        return
    heads = [translate(head) for head in (_("Name"), _("Set"), _("Exercises"), _("Right at once"),
                                          _("Right in the end"), _("Filled in"), _("Boxes"),
                                          _("Most frequent slip"))]  # fmt: skip
    cells = [_row(one, translate) for one in sorted(found, key=lambda one: one.name)]
    columns = [Column(head, number=2 <= i <= 6) for i, head in enumerate(heads)]
    node_table(columns, [Row(row) for row in cells], translate(_("Results that were handed in")), key="table")
    _frequent(found, translate)
    st.download_button(translate(_("Download as CSV")), table_file([heads, *cells]), "graphlab-results.csv", "text/csv",
                       icon=":material/download:", on_click="ignore", key="results csv")  # fmt: skip


def table_file(rows: Sequence[Sequence[str]]) -> str:
    r"""Return rows as the text of a CSV file that spreadsheets read as UTF-8, and run nothing of.

    >>> table_file([["Kim", "=cmd()"]])
    "\ufeffKim,'=cmd()\r\n"
    """
    held = StringIO()
    csv.writer(held).writerows([_plain(cell) for cell in row] for row in rows)
    return "\ufeff" + held.getvalue()


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _row(one: Result, translate: Translate) -> list[str]:
    lines = [line for id, line in one.record.marks.items() if not one.digest or id.startswith(one.digest)]
    counts = [sum(column) for column in zip(*map(marks, lines), strict=True)] if lines else [0, 0, 0, 0]
    slips = one.record.slips
    most = max(slips, key=lambda name: slips[name]) if slips else ""
    title = one.title or translate(_("The course"))
    return [one.name, title, str(len(lines)), *map(str, counts), _slip(most, translate) if most else ""]


def _slip(name: str, translate: Translate) -> str:
    return slip_text(name, translate).replace("\\", "")


def _frequent(found: list[Result], translate: Translate) -> None:
    """Draw which slips the whole class makes."""
    every: Counter[str] = Counter()
    for one in found:
        every.update(one.record.slips)
    for name, count in every.most_common(5):
        st.markdown(f"**{count}×** {slip_text(name, translate)}")
