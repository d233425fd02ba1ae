from setuptools import find_packages, setup

install_requires = [line.strip() for line in """\
    Flask
    click>=5.0
""".splitlines() if line.strip()]

setup(name="shop", version="1.0", packages=find_packages(), install_requires=install_requires)
