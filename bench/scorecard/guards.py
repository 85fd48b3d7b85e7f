"""The row about guards: each one is taken out of a copy of the tree, and a test must turn red."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from subprocess import TimeoutExpired
from typing import NamedTuple

from bench.scorecard.row import Reading, faultless
from tests.recipes.copy import ROOT, copied, outcomes

LANGUAGE, RUN, NN = "graphlab/engine/language", "graphlab/engine/run", "graphlab/nn"
PARSE, HOSTILE = "tests/engine/language/test_parse.py", "tests/engine/language/test_hostile.py"
LINK, CHECKPOINT = "tests/export/test_link.py", "tests/nn/training/test_checkpoint.py"
DOWNLOAD, EDITS, JOBS = "tests/data/test_download.py", "tests/build/test_edits.py", "tests/nn/jobs/test_jobs.py"
MEMORY, TRAINER = "tests/ui/practice/test_practice_memory.py", "tests/nn/training/test_trainer.py"
STORED, GRADE = "tests/nn/jobs/test_stored_runs.py", "tests/practice/test_grade.py"
BOUNDED_TABS = "tests/ui/explorer/test_bounded_tabs.py"
LABELS, COST, LIMITS = (
    "tests/view/layout/test_labels.py",
    "tests/engine/run/test_cost.py",
    "tests/algebra/test_limits.py",
)
# Seconds after which tests are taken not to end: several times what the slowest take.
PATIENCE = 150.0


class Guard(NamedTuple):
    """A guard: the file, a text that stands in it once, what it is without the guard, and tests that must notice."""

    file: str
    text: str
    without: str
    tests: str
    chosen: str = ""

    def __repr__(self) -> str:
        return f"{self.file}: {self.text.strip()}"


GUARDS = (
    # Limits of a text.
    Guard(f"{LANGUAGE}/literals.py", "if len(text) > MOST_CHARACTERS:", "if False:", PARSE, "bounds"),
    Guard(f"{LANGUAGE}/parse.py", "if self.size > MOST_NODES:", "if False:", PARSE, "bounds"),
    Guard(f"{LANGUAGE}/parse.py", "if depth > MOST_DEPTH:", "if False:", PARSE, "bounds"),
    Guard(f"{LANGUAGE}/syntax.py", "if definitions > MOST_DEFINITIONS:", "if False:", PARSE, "too_many_definitions"),
    Guard(f"{LANGUAGE}/syntax.py", "if count > MOST_NODES:", "if False:", PARSE, "sure_to_be"),
    Guard(f"{LANGUAGE}/syntax.py", "_COMMENT.sub(\"\", source)", "source", PARSE, "sure_to_be"),
    Guard(f"{LANGUAGE}/calls.py", "if len(head.args) > MOST_PARAMETERS:", "if False:",
          "tests/engine/run/test_definitions.py"),
    Guard(f"{LANGUAGE}/literals.py", "len(list(run)) > MOST_ACCENTS", "False", PARSE, "accents"),
    Guard(f"{LANGUAGE}/parse.py", "if base and exponent * math.log10(abs(base)) > 308:", "if False:", HOSTILE, "power"),
    # Names that are not what they look like.
    Guard(f"{LANGUAGE}/calls.py", "if typed != name:", "if False:", PARSE, "fold"),
    Guard(f"{LANGUAGE}/calls.py", "    if complaint:", "    if False:", PARSE, "40_characters"),
    Guard("graphlab/engine/graph/names.py", "if twin == name:", "if True:", PARSE, "look_alike"),
    # Limits of a run; what is handed out cannot be written to.
    Guard(f"{RUN}/values.py", "array.flags.writeable = False", "pass", "tests/engine/ops/test_ops.py", "handed_out"),
    Guard(f"{RUN}/cost.py", "if elements > limits.run:", "if False:", COST),
    Guard(f"{RUN}/cost.py", "if largest > limits.value:", "if False:", COST),
    Guard(f"{RUN}/cost.py", "if products > limits.products:", "if False:", COST),
    Guard(f"{RUN}/feed.py", "ops or ops_of(graph)\n    refuse(graph, values, ops, limits)",
          "ops or ops_of(graph)", COST),
    Guard(f"{RUN}/definitions.py", "size=inside.size,", "", "tests/engine/run/test_definitions.py"),
    Guard(f"{RUN}/typed_run.py", ", APP.run)", ")", COST, "typed"),
    Guard("graphlab/view/editor/draft_values.py", "run(whole, feed, limits=APP.run)", "run(whole, feed)",
          "tests/view/editor/test_draft_values.py"),
    Guard(f"{RUN}/gradient_check.py", "if runs is not None and slopes.runs >= runs:", "if False:",
          "tests/engine/run/test_gradient_check.py", "bounded"),
    Guard(f"{RUN}/gradient_check.py", "most = min(most or runs, max(1, runs // (4 * max(1, len(wanted)))))", "pass",
          "tests/engine/run/test_gradient_check.py", "bounded"),
    Guard("graphlab/engine/rewrite/expand.py", "if len(expanded.graph.nodes) <= MOST_NODES:", "if True:",
          "tests/engine/rewrite/test_expand.py", "beyond"),
    Guard("graphlab/engine/compiled/program.py", "if len(self._plans) > MOST_PLANS:", "if False:",
          "tests/engine/compiled/test_program.py"),
    # Caches: their bytes, what they do not keep, and what of theirs is a multiple of its length.
    Guard("graphlab/engine/bounded_cache.py", "while total > most:", "while False:",
          "tests/engine/test_bounded_cache.py"),
    Guard("graphlab/engine/bounded_cache.py", "if held <= most:", "if True:", "tests/engine/test_bounded_cache.py"),
    # Symbols.
    Guard("graphlab/algebra/forms.py", "len(trace.graph.nodes) > MOST_NODES or ", "", LIMITS),
    Guard("graphlab/algebra/forms.py", " or sum(map(np.size, trace.node_values)) > MOST_ELEMENTS", "", LIMITS),
    Guard("graphlab/algebra/simplify.py", "if cost > MOST_COST or symbols.effort > MOST_EFFORT:", "if False:", LIMITS),
    Guard("graphlab/algebra/sympy_conversion.py", "if count > MOST_TERMS:", "if False:", LIMITS),
    Guard("graphlab/algebra/sympy_conversion.py", "if self.parts > MOST_PARTS:", "if False:", LIMITS),
    Guard("graphlab/algebra/symbols.py", "whole if whole.size <= MOST else self.name(i)", "whole", LIMITS),
    Guard("graphlab/algebra/symbols.py", "if found.size > MOST:", "if False:", LIMITS),
    # Pictures: how large, how much effort their labels take, and how many are drawn.
    Guard("graphlab/ui/frame/subject.py", "if nodes > APP.nodes:", "if False:", "tests/ui/frame/test_subject.py"),
    Guard("graphlab/ui/frame/subject.py", "if edges * steps > APP.marks:", "if False:",
          "tests/ui/frame/test_subject.py"),
    Guard("graphlab/ui/builder/builder.py", "if len(draft.parts) > APP.nodes:", "if False:",
          "tests/ui/builder/test_builder_page.py", "too_large"),
    Guard("graphlab/view/layout/labels.py", "if hurry and obstacles.effort > hurry.most:", "if False:", LABELS),
    Guard("graphlab/view/layout/labels.py", "if obstacles.effort > most:", "if False:", LABELS),
    Guard("graphlab/view/picture/scene.py", "left -= placed.effort", "pass", LABELS),
    Guard("graphlab/view/layout/columns.py", "most: int = MOST_DUMMIES", "most: int = 10**9",
          "tests/view/layout/test_layout.py"),
    Guard("graphlab/export/notebook.py", "if len(trace.graph.nodes) > MOST_NODES:", "if False:",
          "tests/export/test_notebook.py"),
    Guard("graphlab/export/notebook.py", "if len(graph.nodes) > MOST_NODES:", "if False:",
          "tests/export/test_notebook.py"),
    Guard("graphlab/build/history.py", "[-MOST:]", "", "tests/build"),
    # Addresses, answers and what a tab keeps.
    Guard("graphlab/ui/frame/state.py", "if len(pairs) > MOST_RUNS:", "if False:", "tests/ui/frame/test_state.py"),
    Guard("graphlab/ui/frame/state.py", "len(names) > MOST_OPEN or ", "", "tests/ui/frame/test_state.py"),
    Guard("graphlab/practice/answers/answer.py", "if depth == MOST_DEPTH:", "if False:",
          "tests/practice/test_answers.py"),
    Guard("graphlab/practice/answers/answer.py", "if len(text) > MOST_CHARACTERS:", "if False:",
          "tests/practice/test_answers.py", "bounded"),
    Guard("graphlab/ui/practice/answer_task.py", "] if len(text) <= LONGEST_ANSWER:", "]:", MEMORY, "bounds"),
    Guard("graphlab/ui/practice/answer_task.py", "< MOST_VARIANTS", "", MEMORY, "bounds"),
    Guard("graphlab/ui/practice/answer_task.py", "len(held) == MOST_TASKS", "False", MEMORY, "bounds"),
    Guard("graphlab/ui/frame/tab_memory.py", "if len(text) <= MOST_CHARACTERS else {}", "",
          "tests/ui/frame/test_tab_memory.py"),
    Guard("graphlab/ui/explorer/inputs/typed_fields.py", ")[-MOST_CHANGES:]", ")",
          "tests/ui/explorer/inputs/test_typed_fields.py", "no_more_changes"),
    Guard("graphlab/practice/answers/formula_text.py", "names, _MOST_GLUED)", "names, 99)",
          "tests/practice/test_answers.py", "up_to_a_bound"),
    Guard("graphlab/practice/exercise.py", "np.size(value) <= MOST_NUMBERS and ", "",
          "tests/practice/test_exercise.py", "as_long_as"),
    # What is searched, and how much of an array is shown.
    Guard("graphlab/practice/general_slips.py",
          'if box.kind != "gradient" or len(trace.graph.nodes) > MOST_SEARCHED:', 'if box.kind != "gradient":', GRADE,
          "not_searched"),
    Guard("graphlab/practice/general_slips.py", 'if box.kind == "value" or len(trace.graph.nodes) > MOST_SEARCHED:',
          'if box.kind == "value":', GRADE, "not_searched"),
    Guard("graphlab/practice/general_slips.py", "    if len(trace.graph.nodes) > MOST_SEARCHED:", "    if False:",
          GRADE, "not_searched"),
    Guard("graphlab/practice/general_slips.py", "len(shape) :])[:MOST_ROWS])", "len(shape) :]))", GRADE, "one_by_one"),
    Guard("graphlab/practice/general_slips.py", "range(whole.shape[axes[0]])][:MOST_ROWS]",
          "range(whole.shape[axes[0]])]", GRADE, "one_by_one"),
    Guard("graphlab/engine/rewrite/recognise.py", "if len(inputs) <= _MOST_PERMUTED else iter([tuple(inputs)])", "",
          "tests/engine/rewrite/test_collapse.py", "many_inputs"),
    Guard("graphlab/ui/explorer/paths_tab.py", "paths(shown.trace, source, MOST)", "paths(shown.trace, source, 10**9)",
          BOUNDED_TABS),
    Guard("graphlab/ui/explorer/paths_tab.py", "shown.graph.index[source], MOST)", "shown.graph.index[source], 10**9)",
          BOUNDED_TABS),
    Guard("graphlab/ui/explorer/tabs.py", "most=MOST_CHECKED, ", "", BOUNDED_TABS),
    Guard("graphlab/ui/frame/selection.py", "range(min(MOST, int(np.prod(shape))))", "range(int(np.prod(shape)))",
          BOUNDED_TABS),
    Guard("graphlab/ui/gradient_check/check_page.py", "measure, MOST, checked.names", "measure, None, checked.names",
          BOUNDED_TABS),
    Guard("graphlab/view/charts/training_charts.py", "max(1, -(-len(values) // MOST_POINTS))", "1",
          "tests/view/charts/test_training_charts.py"),
    Guard("graphlab/ui/train/iteration.py", "min(len(inside.images), MOST_IMAGES)", "len(inside.images)",
          "tests/ui/train", "four_stages"),
    Guard(f"{NN}/jobs/inspection.py", "shown.rows[:MOST_IMAGES]", "shown.rows", "tests/nn/jobs/test_inspection.py"),
    Guard(f"{NN}/training/config.py", "0 < value <= MOST_STD", "0 < value", TRAINER, "bad_settings"),
    # Links and files.
    Guard("graphlab/engine/packing.py", "opened.decompress(compressed, MOST_BYTES)", "opened.decompress(compressed)",
          LINK, "bombs"),
    Guard("graphlab/engine/packing.py", "if not opened.eof or opened.unused_data:", "if False:", LINK, "broken"),
    Guard("graphlab/engine/packing.py", "if len(packed) > most or packed[:1] != VERSION:", "if False:", LINK, "broken"),
    Guard("graphlab/export/graph_file.py", "if len(data) > MOST_BYTES:", "if False:", LINK, "files"),
    Guard("graphlab/export/graph_file.py", "if int(version[1]) > VERSION:", "if False:", LINK, "files"),
    Guard("graphlab/practice/sets.py", "if len(text) > MOST_CHARACTERS:", "if False:", "tests/practice/test_sets.py"),
    Guard("graphlab/practice/sets.py", "packing.unpack(packed, LONGEST_LINK)", "packing.unpack(packed, 10**9)",
          "tests/practice/test_sets.py", "bounded"),
    Guard("graphlab/practice/progress.py", "if len(text) > MOST_CHARACTERS:", "if False:",
          "tests/practice/test_sets.py", "bounded"),
    Guard("graphlab/ui/explorer/share_tab.py", "last >= MOST_PICTURES", "False",
          "tests/ui/explorer/test_share_tab.py", "limited_number"),
    Guard("graphlab/practice/progress.py", "if name not in slip_names() or", "if", "tests/practice"),
    Guard("graphlab/practice/sets.py", "if len(self.found) == MOST_EXERCISES:", "if False:",
          "tests/practice/test_sets.py"),
    Guard("graphlab/practice/sets.py", "if len(exercise.graph.nodes) > MOST_NODES:", "if False:",
          "tests/practice/test_sets.py"),
    Guard(f"{NN}/training/checkpoint.py", "if file[:_HEADER] != header.getvalue():", "if False:", CHECKPOINT),
    Guard(f"{NN}/training/checkpoint.py", "entry.compress_type != ZIP_STORED or entry.flag_bits", "False", CHECKPOINT),
    Guard(f"{NN}/training/checkpoint.py", "len(found.losses) != 4 * found.iteration", "False", CHECKPOINT),
    # Downloads: checksums, sizes, deadlines, and nothing left half written.
    Guard("graphlab/data/mnist.py", "if sha256(content).hexdigest() != archive.sha256:", "if False:", DOWNLOAD),
    Guard("graphlab/data/download.py", "if self.done >= self._most:", "if False:", DOWNLOAD, "long or left_behind"),
    Guard("graphlab/data/download.py", "if request.late() and transfer.is_alive():", "if False:", DOWNLOAD,
          "deadline and stall"),
    Guard("graphlab/data/download.py", "os.chmod(path, 0o644)", "pass", DOWNLOAD, "test_a_download"),
    Guard("graphlab/data/idx.py", "len(content) - start != math.prod(shape)", "False", "tests/data/test_idx.py"),
    # What a browser sends.
    Guard("graphlab/build/requests.py", "if type(value) is not int:", "if False:", EDITS, "nonsense"),
    Guard("graphlab/build/requests.py", "if not all(isfinite(one) and abs(one) <= FARTHEST for one in value):",
          "if False:", EDITS, "nonsense"),
    Guard("graphlab/build/edits.py", "if typed_name == name or name in _ancestors(draft, typed_name):", "if False:",
          EDITS),
    Guard("graphlab/ui/frame/state.py", "if text not in choices:", "if False:",
          "tests/ui/frame tests/ui/test_pages.py"),
    # Text that enters a page.
    Guard("graphlab/view/base/tooltips.py", "escape(text, quote=False)", "text", "tests/view tests/export"),
    Guard("graphlab/view/picture/svg_picture.py", 'escape(_CONTROL.sub("", value), quote=False)', "value",
          "tests/export tests/view/picture"),
    Guard("graphlab/export/stepping_page.py", '.replace("<", r"\\u003c")', "", "tests/export/test_stepping_page.py"),
    Guard("graphlab/export/notebook.py", 'sandbox="allow-scripts" ', "", "tests/export/test_notebook.py"),
    Guard("graphlab/ui/practice/teacher_table.py", 'if cell[:1] in ("=", "+", "-", "@", "\\t", "\\r") else cell',
          "if False else cell", "graphlab/ui/practice/teacher_table.py"),
    Guard("graphlab/ui/server.py", '"x-content-type-options": "nosniff",', "", "tests/ui/test_server.py"),
    # Trainings: how many, how large, and how long without a page.
    Guard(f"{NN}/jobs/limits.py", "if weights(job) > MOST_WEIGHTS:", "if False:", JOBS),
    Guard(f"{NN}/jobs/jobs.py", "len(live) >= self._limit or ", "", JOBS, "limit"),
    Guard(f"{NN}/jobs/jobs.py", " or sum(map(weights, live)) + more > MOST_WEIGHTS_OF_ALL", "", JOBS, "limit"),
    Guard(f"{NN}/net/architecture.py", "1 <= len(sizes) <= MOST_LAYERS", "1 <= len(sizes)", TRAINER, "bad_settings"),
    Guard(f"{NN}/net/architecture.py", "1 <= size <= MOST_UNITS", "1 <= size", TRAINER, "bad_settings"),
    Guard(f"{NN}/training/config.py", "if value > MOST_RATE:", "if False:", TRAINER, "bad_settings"),
    Guard(f"{NN}/training/config.py", "_within(1, MOST_BATCH,", "_within(1, 10**9,", TRAINER, "bad_settings"),
    Guard(f"{NN}/training/config.py", "_within(1, MOST_ITERATIONS,", "_within(1, 10**9,", TRAINER, "bad_settings"),
    Guard(f"{NN}/jobs/jobs.py", "if len(self._crashes) >= MOST_CRASHES:", "if False:", JOBS, "crashes_are_enough"),
    Guard(f"{NN}/net/layers.py", "if len(self._passes) > MOST_PASSES:", "if False:", "tests/nn/net/test_layers.py"),
    Guard(f"{NN}/jobs/jobs.py", "if record.lease_left <= 0:", "if False:", JOBS, "without_a_page"),
    Guard(f"{NN}/jobs/jobs.py", "elif record.lease_left <= 0.5:", "elif False:", JOBS, "without_a_page"),
    Guard(f"{NN}/jobs/jobs.py", "self._process.hangs(LEASE_CHECK_INTERVAL)", "False", JOBS,
          "keeps_nobody"),
    Guard(f"{NN}/jobs/jobs.py", "(busy and monotonic() - self._process.last_message > WORKER_TIMEOUT)", "False", JOBS,
          "whose_training_hangs"),
    Guard(f"{NN}/jobs/stored_runs.py", "time() - found.st_mtime > LONGEST", "False", STORED, "after_a_day"),
    Guard(f"{NN}/jobs/stored_runs.py", "if found.st_size > MOST_BYTES_OF_ONE:", "if False:", STORED,
          "unpack_to_more"),
    Guard(f"{NN}/jobs/stored_runs.py", "if _ID.fullmatch(id) else None", "", STORED, "only_an_id"),
    Guard(f"{NN}/jobs/stored_runs.py", "os.replace(file.name, path)", "path.write_bytes(content)", STORED,
          "leaves_what_was_there"),
    Guard(f"{NN}/jobs/stored_runs.py", "if self._bytes <= MOST_BYTES and ", "if ", STORED, "bounded"),
    Guard(f"{NN}/jobs/stored_runs.py", " and time() - written <= LONGEST:", ":", STORED),
    Guard(f"{NN}/jobs/stored_runs.py", "if self._bytes > MOST_BYTES or ", "if ", STORED),
)  # fmt: skip


def removed(count: int) -> Reading:
    """Remove so many guards one by one in a copy of the tree; a guard that no test misses is a fault."""
    chosen = GUARDS[:: max(len(GUARDS) // count, 1)][:count]
    with tempfile.TemporaryDirectory() as folder:
        tree = copied(Path(folder) / "tree")
        # The tests look for the archives of MNIST there.
        if (ROOT.parent / "shared").exists():
            (Path(folder) / "shared").symlink_to(ROOT.parent / "shared")
        return faultless("removed unnoticed", chosen, partial(unnoticed, tree))


def unnoticed(tree: Path, guard: Guard) -> str | None:
    """Return a sentence where the tests stay green without a guard; the tree is as before afterwards.

    Tests that do not end any more have noticed it too.
    """
    file = tree / guard.file
    source = file.read_text(encoding="utf-8")
    if source.count(guard.text) != 1:
        return "stands there no more, or twice"
    tests = (*guard.tests.split(), *(["-k", guard.chosen] if guard.chosen else []))
    if any(outcomes(tree, *tests).values()):
        return "the tests are red with the guard"
    try:
        file.write_text(source.replace(guard.text, guard.without), encoding="utf-8")
        found = outcomes(tree, "-x", *tests, seconds=PATIENCE)
    except TimeoutExpired:
        return None
    finally:
        file.write_text(source, encoding="utf-8")
    return None if any(found.values()) else f"{len(found)} tests stay green"
