"""The screens in the engines that the other tests do not use: WebKit, which Safari has, and Firefox's Gecko.

They need programs of their own and their time, so they run by `make engines` alone. A screen here is little:
it opens an address, is tapped, typed into and looked at.
"""
