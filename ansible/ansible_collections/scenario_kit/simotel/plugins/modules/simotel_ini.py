# ruff: noqa: INP001  a collection has no packages
"""The documentation of the action simotel_ini for ansible-doc; the action itself runs on the controller."""

DOCUMENTATION = r"""
module: simotel_ini
short_description: Keep the settings of a Simotel PBX as call scenarios require
description:
  - Reads simotel.ini from the PBX, plans the change on the controller as C(scenario-kit ini) does, and writes the file
    with Ansible's copy, which replaces it in one step.
  - Changes only the settings that scenario-kit manages; every other line stays byte for byte.
  - Does not restart anything; notify a handler for that.
  - With C(--check), writes nothing. With C(--diff), shows the changes with all other values masked.
requirements:
  - scenario-kit, for the Python that runs Ansible on the controller
options:
  path:
    description: The settings file on the PBX.
    type: path
    default: /etc/simotel/simotel.ini
  scenarios:
    description: Scenarios on the controller, files or directories, with C(simotel_ini) settings.
    type: list
    elements: path
    default: []
  parameters:
    description: Values of the parameters of the scenarios.
    type: dict
    default: {}
  settings:
    description: Additional required settings, by key.
    type: dict
    default: {}
  layout:
    description: The sections to write to; by default those in the scenarios.
    type: str
    choices: [api, call_limit, auto]
  encoding:
    description: The encoding of the file.
    type: str
    default: utf-8
  create:
    description: Treat a missing file as empty.
    type: bool
    default: false
  backup:
    description: Keep a backup of the old file in the same directory.
    type: bool
    default: true
author: scenario-kit
"""

EXAMPLES = r"""
- hosts: pbxs
  become: true
  tasks:
    - scenario_kit.simotel.simotel_ini:
        scenarios: [scenarios]
      notify: restart simotel
  handlers:
    - name: restart simotel
      service: {name: "{{ item }}", state: restarted}
      loop: [simotel, simotelagi]
"""

RETURN = r"""
edits:
  description: The edits that were made, or would be made.
  type: list
  elements: dict
  returned: success
findings:
  description: The findings about the file and the required settings, without unmanaged values.
  type: list
  elements: dict
  returned: always
backup_file:
  description: The backup of the old file.
  type: str
  returned: changed, with O(backup)
"""
