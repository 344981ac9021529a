"""When what a report tells took place: the times that its sentences state, as EDTF.

>>> from geo.times import times_in
>>> [found.edtf for found in times_in("Held since September 2015, shelled four days ago.", "2017-01-19")]
['2015-09/..', '2017-01-15']
"""

from geo.times.attach import times_of
from geo.times.phrases import TimeFound, times_in

__all__ = ["TimeFound", "times_in", "times_of"]
"""What other packages use."""
