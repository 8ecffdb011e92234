"""Installer for collective.trail."""

from pathlib import Path
from setuptools import find_namespace_packages
from setuptools import setup


HERE = Path(__file__).parent

setup(
    name="collective.trail",
    version="1.0.0a1.dev0",
    description="Records management for Plone: numbered, approved, frozen records with a trail that can be verified.",
    long_description=(HERE / "README.md").read_text("utf-8") + "\n" + (HERE / "CHANGES.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Environment :: Web Environment",
        "Framework :: Plone",
        "Framework :: Plone :: Addon",
        "Framework :: Plone :: 6.2",
        "Intended Audience :: System Administrators",
        "License :: OSI Approved :: GNU General Public License v2 (GPLv2)",
        "Operating System :: OS Independent",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
        "Topic :: Office/Business",
    ],
    keywords="Plone records management archive audit trail approval",
    author="collective.trail contributors",
    license="GPL-2.0-only",
    packages=find_namespace_packages("src", include=["collective", "collective.*"]),
    package_dir={"": "src"},
    include_package_data=True,
    zip_safe=False,
    # 3.13.0 cannot copy a version (python/cpython#125631); 3.13.1 can again.
    python_requires=">=3.11,!=3.13.0",
    install_requires=[
        "setuptools",
        "Products.CMFPlone>=6.2",
        "plone.api",
        "plone.app.iterate",
        "plone.restapi",
        "collective.z3cform.datagridfield>=4.0.3",
        "cryptography>=42",
        "openpyxl",
        "rfc8785",
    ],
    extras_require={
        "demo": ["reportlab", "python-docx"],
        "test": [
            "aiosmtpd",
            "hypothesis",
            "plone.app.testing",
            "plone.testing",
            "pytest",
            "pytest-plone",
            "playwright",
            "pypdf",
            "requests",
            "ZEO",
        ],
    },
    entry_points={
        "z3c.autoinclude.plugin": ["target = plone"],
        "paste.app_factory": ["main = collective.trail.wsgi:make_app"],
        "console_scripts": ["trail = collective.trail.console:main"],
    },
)
