"""The file that ``clearance new`` writes."""

STARTER = """\
# What you do not state is unknown, never a yes. Start here, run "clearance check", and answer what it asks.
vocabulary: "2026.11"
campaign: {name: My campaign, purpose: promotion, starts_on: 2027-03-01}
audience:
  regions: [DE, GB]                 # where the people are; states as US-CA; Norway as "NO"
  recipient_kinds: [consumer]       # consumer, sole_trader, ...: see "clearance facts recipient_kinds"
channels:                           # one entry for each way of reaching people
  - id: newsletter                  # any name; findings and questions use it
    type: email
    purpose: promotional
    consent: {kind: opt_in, action: ticked_empty_box}     # what people did, not what the law calls it
    opt_out: {offered: true, honoured_within: 2 days}
data:                               # one entry for each kind of data about people
  - {id: address, category: contact, source: given_by_person}
"""
