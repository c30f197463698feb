"""The worksheet kernel: a zygote that imports the mathematics once, and a forked session for each worksheet.

The protocol is described in the README beside this package. Packages that add modes import `stoa_kernel.modes`.
"""

PROTOCOL = 1
