# ruff: noqa: INP001  a collection has no packages
"""What ansible-doc tells of the action simotel_ini, which itself runs on the controller."""

DOCUMENTATION = r"""
module: simotel_ini
short_description: Keep the settings of a Simotel PBX as call scenarios want them
description:
  - Reads simotel.ini from the PBX, plans the change on the controller as C(scenario-kit ini) does, and writes the file
    with Ansible's copy, which replaces it in one step.
  - Only the settings that scenario-kit manages are changed; every other line stays byte for byte.
  - Nothing is restarted; notify a handler for that.
  - With C(--check) nothing is written. With C(--diff) the change is shown with every other value masked.
requirements:
  - scenario-kit, for the Python that runs Ansible on the controller
options:
  path:
    description: The settings file on the PBX.
    type: path
    default: /etc/simotel/simotel.ini
  scenarios:
    description: Scenarios on the controller, files or directories, whose C(simotel_ini) says what is wanted.
    type: list
    elements: path
    default: []
  parameters:
    description: Values of the scenarios' parameters.
    type: dict
    default: {}
  settings:
    description: Settings that are wanted beside those, by key.
    type: dict
    default: {}
  layout:
    description: The sections to write to; by default what the scenarios say.
    type: str
    choices: [api, call_limit, auto]
  encoding:
    description: The encoding of the file.
    type: str
    default: utf-8
  create:
    description: Take a file that does not exist for an empty one.
    type: bool
    default: false
  backup:
    description: Keep the old file beside the new one.
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
  description: What is, or would be, done to which setting.
  type: list
  elements: dict
  returned: success
findings:
  description: What was found in the file and in what is wanted, without a value that is not managed.
  type: list
  elements: dict
  returned: always
backup_file:
  description: The old file.
  type: str
  returned: changed, with O(backup)
"""
