"""What importing the library costs, and that its list of names is whole."""

import subprocess
import sys
from pathlib import Path
from types import ModuleType

from servewell.engines import stats
from servewell.engines.stats import names

SOURCE = Path(stats.__file__)


def test_importing_the_library_loads_neither_numpy_nor_scipy_nor_django() -> None:
    program = (
        "import sys; from servewell.engines import stats; from servewell.engines.stats import rules;"
        "print(sorted({'numpy', 'scipy', 'django', 'pandas'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "[]\n"


def test_drawing_and_judging_every_chart_loads_no_scipy() -> None:
    program = (
        "import sys; from servewell.engines import stats;"
        "stats.signals(stats.x_bar_r_chart(subgroups=[[1, 2, 4]] * 12 + [[2, 2, 3]]));"
        "stats.average_run_length_of_cusum(); stats.false_alarms(charts=40, periods=24, runs=50);"
        "print('scipy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert answer.stdout == "False\n"


def test_the_names_for_readers_are_the_names_that_are_found() -> None:
    shown = {
        name for name, found in vars(names).items() if not name.startswith("_") and not isinstance(found, ModuleType)
    }

    assert sorted(stats._HOMES) == sorted(shown)
    assert [name for name in shown if getattr(stats, name) is not getattr(names, name)] == []


def test_no_name_is_hidden_by_a_module_of_that_name() -> None:
    modules = {path.stem for path in SOURCE.parent.iterdir() if path.name != "__init__.py"}

    assert sorted(modules & stats._HOMES.keys()) == []
