"""What people decide about rules: proposals are proved before they are written, sentences dismissed with a reason.

chosen_specs       the endpoints that a command names, with the texts of their files
rule_words         a rule from words on a command line
proposal_faults    why a proposed rule is refused
rule_proposal      a rule for one endpoint or several: proved for each, written once
proposal_proof     what a rule accepts and refuses, and which bounds it makes unreachable
attached_sentences the sentences for which a rule that is there stands from now on
remove_rules       rules of people, removed; what is read is dismissed
settle_sentences   the sentence that is meant, dismissed or settled by a rule
payload_search     the payloads that rules leave for a field or a value
never_given_values what lint says of values that rules leave no payload for
spec_edits         files changed under the folder's lock, every other byte kept
"""
