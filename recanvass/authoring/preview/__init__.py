"""The preview: shows the site on this machine, follows every saved change and says what is wrong in the page itself.

Owns the server, the watching and what stands between them. Writes no file: a page is made when it is asked for, so
that a change is seen at once however large the site is, and the published folder is never touched.
"""
