"""The recipes of CONTRIBUTING, followed in a copy of the tree: what was added works, and nothing else has to change."""

from pathlib import Path

import pytest

from tests.recipes import additions
from tests.recipes.copy import copied, outcomes, run

RECIPES = {
    "figure": additions.add_figure,
    "break": additions.add_break,
    "exercise": additions.add_exercise,
    "page": additions.add_page,
    "state variable": additions.add_state_variable,
    "notation": additions.add_notation,
    "data set": additions.add_data_set,
    # The last one: it translates what the others have added.
    "language": additions.add_language,
}
# What each recipe says to follow by itself: tests that must have run for it, by file, and what their names contain.
FOLLOWS = {
    "figure": {
        "tests/book/test_figures.py": "trial-figure",
        "tests/export/test_stepping_page.py": "trial-figure",
        "tests/view/picture/test_renderers.py": "trial-figure",
        "tests/export/test_worksheet.py": "trial-figure",
        "tests/ui/builder/test_builder_page.py": "trial-figure",
        "tests/ui/gradient_check/test_check_page.py": "trial-figure",
        "tests/ui/test_pages.py": "trial-figure",
        "tests/view/layout/test_labels.py": "trial-figure",
    },
    "break": {"tests/book/test_breaks.py": "trial-break", "tests/ui/break_it/test_break_page.py": "trial-break"},
    "exercise": {
        "tests/practice/test_sets.py": "trial-exercise",
        "tests/ui/practice/test_practice_page.py": "trial-exercise",
        "tests/view/exercise/test_blanks.py": "trial-exercise",
    },
    "page": {"tests/ui/test_pages.py": "pages/trial.py"},
    "state variable": {"tests/ui/frame/test_state.py": "trial_state"},
    "notation": {
        "tests/view/picture/test_renderers.py": "trial-notation",
        "tests/ui/explorer/test_view_switches.py": "trial-notation",
    },
    "data set": {"tests/data/test_datasets.py": "trial-data", "tests/ui/train/test_train_page.py": "trial-data"},
    "language": {"tests/locale/test_catalogue.py": "zu", "tests/ui/test_pages.py": "zu"},
}
# The language is tried on every page and on the catalogue; on every figure it would take a minute.
CHOSEN = "trial or (zu and (catalogue or every_page or 5-13)) or the_home_page_shows or chapter_is_there"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree with all the additions in it; they do not touch each other."""
    tree = copied(tmp_path_factory.mktemp("recipes") / "graphlab")
    for add in RECIPES.values():
        add(tree)
    return tree


@pytest.fixture(scope="module")
def results(tree: Path) -> dict[str, str]:
    """How the tests that concern the additions end."""
    files = sorted({file for places in FOLLOWS.values() for file in places})
    return outcomes(tree, *files, "-k", CHOSEN)


@pytest.mark.parametrize("recipe", FOLLOWS)
def test_what_is_said_to_follow_follows(recipe: str, results: dict[str, str]) -> None:
    for file, part in FOLLOWS[recipe].items():
        names = [name for name in results if name.startswith(file) and part in name]
        assert names, f"nothing in {file} has tried it"
        assert not {name: results[name] for name in names if results[name]}


def test_nothing_else_breaks(results: dict[str, str]) -> None:
    assert not {name: fault for name, fault in results.items() if fault}


def test_every_file_that_a_recipe_writes_is_clean(tree: Path) -> None:
    run(tree, "-m", "ruff", "check", ".")
    run(tree, "-m", "ruff", "format", "--check", ".")


def test_contributing_has_each_recipe() -> None:
    text = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert not [recipe for recipe in RECIPES if recipe not in text]
