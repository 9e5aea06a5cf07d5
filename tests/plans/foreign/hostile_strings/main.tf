# Strings that want to be more than strings to whoever shows them.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  hostile = {
    markup   = "[bold red]All is well[/] [link=https://example.net]read more[/link]"
    html     = "</details></summary><script>alert(1)</script><img src=x onerror=alert(1)>"
    markdown = "| a | b |\n|---|---|\n``` \n# Nothing to see\n![x](https://example.net/x.png) @everybody"
    control  = "\u001b[2J\u001b[31mcleared\u001b[0m \u0007\u0008\u0000 \r overwritten"
    unicode  = "\u202eyek eht seteled\u202c \u200b\ufeff \U0001f511 \ud7ff"
    command  = "::error file=main.tf::stop \n::set-output name=approved::true"
    shell    = "$(rm -rf /) `id` '; DROP TABLE keys; --"
    long     = join("", [for number in range(300) : format("%08d", number)])
  }
}

resource "terraform_data" "said" {
  for_each = local.hostile

  input = each.value
}

resource "terraform_data" "named" {
  for_each = toset(["[bold]x[/]", "</details>", "a\"b", "new\nline"])
}

resource "aws_kms_key" "hostile" {
  description         = local.hostile.markup
  enable_key_rotation = true

  tags = {
    "</td>"  = local.hostile.html
    "[/]"    = "\u001b[31mred"
    "`code`" = "| a |"
  }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "[bold]</details>"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::111122223333:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
    ]
  })
}

output "said" {
  value = local.hostile.control
}
