REST services `@workflow` with opinions, `@opinions`, `@trail`, `@registers`, `@record`, `@departments` and `@controlpanels/trail`, with recorded examples.
