"""Tests of the screens in WebKit (Safari) and Gecko (Firefox).

They need more programs and more time, so only `make engines` runs them. A screen here can open a URL, be
tapped and typed into, and be inspected.
"""
