"""Places and what they are called: which places might this string name, and by which steps?"""
