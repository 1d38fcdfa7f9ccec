"""Makes the package beside this file importable in the Python that runs it."""

import pathlib
import sysconfig

site = pathlib.Path(sysconfig.get_path("purelib"))
site.mkdir(parents=True, exist_ok=True)
(site / "shopkit.pth").write_text(f"{pathlib.Path(__file__).resolve().parent}\n")
print(f"shopkit: importable through {site}/shopkit.pth")
