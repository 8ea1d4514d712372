"""From specs to a package on disk: plan, render, write.

schema_split      which part of a schema the models express, and which the runtime's interpreter
output_types      the types of outputs, from which no answer is lost
package_plan      names, order, paths and texts, as data
type_registry     the types of one endpoint's module, each named once
pydantic_models   the models, spelled by datamodel-code-generator
render            templates, which accept nothing but `Code`
render_package    lint, plan, render, format: from specs to a package's files
lock_file         hashes of inputs and outputs, to distinguish edits from staleness
write_package     write the files to disk, all or nothing
package_build     all of the above for one package
"""
