"""The fast Fourier transform: scipy's, without the third of a second that importing ``scipy.fft`` takes.

Importing that package loads half of numpy's and scipy's test and array machinery, and every worker process
would wait for it before its first song. What transforms is one small extension module inside it, which is
loaded here by itself; where scipy keeps it elsewhere, ``scipy.fft`` answers in the same way, to the bit.
float32 stays float32 (numpy's own transform of it takes twice as long).
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

_NO_SCALE, _BY_LENGTH = 0, 2  # pocketfft's normalizations


@cache
def _pocketfft() -> ModuleType | None:
    import scipy

    folder = Path(scipy.__file__).parent / "fft" / "_pocketfft"
    spec = importlib.machinery.PathFinder.find_spec("pypocketfft", [str(folder)])
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module if all(hasattr(module, name) for name in ("r2c", "c2r", "good_size")) else None


def rfft(values: npt.NDArray[Any], size: int | None = None) -> npt.NDArray[Any]:
    """The transform of real numbers along the last axis, cut or padded with zeros to ``size``.

    Parameters
    ----------
    values : shape=(…, n), float32 or float64

    Returns
    -------
    shape=(…, size // 2 + 1), complex64 or complex128
        Without scaling, as ``scipy.fft.rfft``.
    """
    fast = _pocketfft()
    if fast is None:
        from scipy import fft

        return np.asarray(fft.rfft(values, size))
    return np.asarray(fast.r2c(_fitted(values, size), (values.ndim - 1,), True, _NO_SCALE, None, 1))


def power(values: npt.NDArray[Any], size: int | None = None, *, bins: int | None = None) -> npt.NDArray[Any]:
    """|rfft|², shape=(…, size // 2 + 1) or its first ``bins``, real: without a root that is squared again."""
    spectrum = rfft(values, size)
    parts = spectrum.view(spectrum.real.dtype)[..., : None if bins is None else 2 * bins]
    np.square(parts, out=parts)
    result: npt.NDArray[Any] = parts[..., ::2] + parts[..., 1::2]
    return result


def irfft(values: npt.NDArray[Any], size: int) -> npt.NDArray[Any]:
    """The inverse of ``rfft`` along the last axis: shape=(…, size), real, divided by ``size``.

    Real values are a spectrum too, as that of an autocorrelation.
    """
    fast = _pocketfft()
    if fast is None:
        from scipy import fft

        return np.asarray(fft.irfft(values, size))
    fitted = _fitted(values if np.iscomplexobj(values) else values + 0j, size // 2 + 1)
    return np.asarray(fast.c2r(fitted, (values.ndim - 1,), size, False, _BY_LENGTH, None, 1))


def fast_size(least: int) -> int:
    """The smallest size of at least ``least`` that transforms of real numbers are fast at."""
    fast = _pocketfft()
    if fast is None:
        from scipy import fft

        return int(fft.next_fast_len(least, real=True))
    return int(fast.good_size(least, True))


def _fitted(values: npt.NDArray[Any], size: int | None) -> npt.NDArray[Any]:
    missing = 0 if size is None else size - values.shape[-1]
    if missing > 0:
        return np.concatenate([values, np.zeros((*values.shape[:-1], missing), values.dtype)], axis=-1)
    return values[..., :size] if missing else values
